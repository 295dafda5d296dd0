"""More legal moves for a table's state guard, added without writing the whole guard again.

Several revisions each know a few moves of the same guard, so a revision names only its own.
"""

from __future__ import annotations

LIST = "ANY (ARRAY["


def allow_moves(guard: str, *moves: str) -> str:
    """SQL that lets rows take these ways: `allow_moves("payment_guard", "refunded>captured")`."""
    return rewritten(guard, LIST, LIST + _quoted(moves))


def forbid_moves(guard: str, *moves: str) -> str:
    """The way back."""
    return rewritten(guard, LIST + _quoted(moves), LIST)


def _quoted(moves: tuple[str, ...]) -> str:
    return "".join(f"'{move}', " for move in moves)


def rewritten(guard: str, old: str, new: str) -> str:
    """SQL that puts other words into a guard, and leaves alone what other revisions put there."""
    return (
        f"DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('app.{guard}()'::regprocedure), $old${old}$old$, "
        f"$new${new}$new$); END $do$;"
    )
