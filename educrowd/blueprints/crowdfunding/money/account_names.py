"""What the accounts of the books are called where people read them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from educrowd.core.db import db

from ..models import Project

NAMES = {
    "psp_balance": "Held by the payment provider",
    "processing_fees": "Card fees",
    "platform_fees": "Platform fees",
    "course_income": "From courses sold",
    "dispute_hold": "Held by banks in disputes",
    "dispute_fees": "Dispute fees",
    "creator_payable": "Owed to creators",
    "paid_out": "Paid out to creators",
    "payout_transit": "On the way to the bank",
    "bank": "In the bank",
}


# Where people look for an account; what is named nowhere is somebody's money.
GROUPS = {
    "Where it is": ("psp_balance", "payout_transit", "bank", "dispute_hold"),
    "What it cost": ("processing_fees", "platform_fees", "dispute_fees"),
}
OWNED = "Whose it is"
FUNDS = "project_funds:"


def project_of(code: str) -> int | None:
    """The project whose money stands on this account, if it is one's."""
    return int(code.removeprefix(FUNDS)) if code.startswith(FUNDS) else None


def grouped(balances: Iterable[tuple[str, str, int]]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Balances by what they say: where the money is, whose it is, what it cost."""
    group_of = {code: title for title, codes in GROUPS.items() for code in codes}
    found: dict[str, list[tuple[str, str, int]]] = {"Where it is": [], OWNED: [], "What it cost": []}
    for balance in balances:
        found[group_of.get(balance[0], OWNED)].append(balance)
    return [(title, rows) for title, rows in found.items() if rows]


def account_names(codes: Iterable[str]) -> dict[str, str]:
    """A name for each account; that of a project's money holds the project's title."""
    by_project = {project_id: code for code in codes if (project_id := project_of(code))}
    titles = db.session.execute(select(Project.id, Project.title).where(Project.id.in_(by_project)))
    return {code: NAMES.get(code, code) for code in codes} | {by_project[id]: f"For “{title}”" for id, title in titles}
