"""How much of a project's money waits for its milestones."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from educrowd.core.money import Money

from ..models import Milestone, Project


def held_back(project: Project) -> int:
    """What may not be handed over yet: the open milestones' share of all that was collected and not given back."""
    percent = sum(each.share_percent for each in Milestone.of(project) if not each.is_released)
    if not percent:
        return 0
    stays = max(0, _handed_over(project) - ledger.balance(project.funds_account, project.currency))
    return Money(stays, project.currency).share(percent * 100).minor


def _handed_over(project: Project) -> int:
    moved = (
        select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        .join(LedgerEntry.account)
        .join(LedgerEntry.transaction)
        .where(LedgerAccount.code == project.funds_account, LedgerTransaction.kind == "release")
    )
    return int(db.session.scalar(moved) or 0)
