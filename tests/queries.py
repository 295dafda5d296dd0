"""What is asked of the database, for tests of costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from educrowd.core.db import db

# How core and the tenant module ask for them; whatever else reads these tables counts.
KEPT = ("FROM public.tenants JOIN public.domains ON", "FROM public.plans \nWHERE public.plans.code =")


@contextmanager
def statements() -> Iterator[list[str]]:
    """All SQL that is sent in the block."""
    seen: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def queries() -> Iterator[list[str]]:
    """The same but for finding the site by its host and its plan, which are kept a while; complete after the block."""
    seen: list[str] = []
    with statements() as all_of_them:
        yield seen
    seen += [statement for statement in all_of_them if not any(kept in statement for kept in KEPT)]
