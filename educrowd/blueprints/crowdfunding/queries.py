"""Reads that span projects, pledges and people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from educrowd.core.db import db
from educrowd.core.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from educrowd.core.payments import Recovery

from .models import Match, Pledge, PledgeMonth, Project


def with_totals(projects: Select[Project]) -> Select[Project]:
    """The same projects, each with its totals, matches, creator and close: what a card shows."""
    beside = (joinedload(part) for part in (Project.totals, Project.creator, Project.close_record))
    return projects.options(*beside, selectinload(Project.matches))


def latest_backers(project: Project, most: int = 8) -> list[Pledge]:
    """Who backed it last, with their people; sponsors have a place of their own."""
    recent = (
        Pledge.backing()
        .where(Pledge.project_id == project.id, Pledge.match_id.is_(None))
        .options(joinedload(Pledge.user))
        .order_by(Pledge.activated_at.desc(), Pledge.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(recent))


def pledge_of(project: Project, user: Any) -> Pledge | None:
    """The pledge with which this person backs a project, gifts to others aside."""
    if not user.is_authenticated:
        return None
    mine = Pledge.backing().filter_by(project_id=project.id, user_id=user.id, match_id=None, is_gift=False)
    return db.session.scalar(mine)


def matches_with_people(project: Project) -> Select[Match]:
    """A project's matches with their sponsors and what they pledged."""
    return Match.of(project).options(joinedload(Match.user), joinedload(Match.pledge), joinedload(Match.card))


def open_recovery(pledge: Pledge) -> Recovery | None:
    """The window in which this pledge can still be paid, while there is one."""
    return db.session.scalar(Recovery.open().where(Recovery.payment_id == pledge.payment_id))


def at_risk_in(project: Project) -> Select[Pledge]:
    """The pledges of a project whose window is open, with it, backers and payments; what ends next on top."""
    return (
        select(Pledge)
        .join(Pledge.recovery)
        .where(Pledge.project_id == project.id, Recovery.ended_at.is_(None))
        .options(contains_eager(Pledge.recovery), joinedload(Pledge.payment))
        .options(joinedload(Pledge.user), joinedload(Pledge.reward))
        .order_by(Recovery.ends_at, Recovery.id)
    )


def pledges_visible_to(user: Any) -> Select[Pledge]:
    """A person's own pledges, those of the projects they run, and all of them for the staff."""
    if user.can("projects.manage"):
        return select(Pledge)
    seen = Project.fulfilled(user).with_only_columns(Project.id).order_by(None)
    return select(Pledge).where(or_(Pledge.user_id == user.id, Pledge.project_id.in_(seen)))


def with_lines(pledges: Select[Pledge]) -> Select[Pledge]:
    """The same pledges, each with what it is made of and where it goes."""
    return pledges.options(
        selectinload(Pledge.lines),
        selectinload(Pledge.planned),
        joinedload(Pledge.address),
        joinedload(Pledge.card),
        joinedload(Pledge.gift),
    )


def pledges_of(user: Any) -> list[Pledge]:
    """A person's pledges on this site, newest first."""
    mine = select(Pledge).where(Pledge.user_id == user.id).order_by(Pledge.id.desc()).limit(200)
    return list(db.session.scalars(mine.options(joinedload(Pledge.project), joinedload(Pledge.reward))))


def months_of(pledge: Pledge) -> list[PledgeMonth]:
    """What a member was asked for in the last years, newest month first; nothing of any other pledge."""
    return list(db.session.scalars(PledgeMonth.of(pledge).limit(60))) if pledge.next_month_at else []


def ledger_transactions(project: Project | None = None) -> Select[LedgerTransaction]:
    """The books, newest first; of one project where it is given."""
    entries = selectinload(LedgerTransaction.entries).joinedload(LedgerEntry.account)
    listed = select(LedgerTransaction).options(entries).order_by(LedgerTransaction.id.desc())
    if project is None:
        return listed
    touched = (
        select(LedgerEntry.transaction_id).join(LedgerEntry.account).where(LedgerAccount.code == project.funds_account)
    )
    return listed.where(LedgerTransaction.id.in_(touched))


def pledged_by_day(days: int = 14) -> list[int]:
    """How much was pledged on each of the last days, oldest first, for a sparkline."""
    day = func.date_trunc("day", Pledge.activated_at)
    since = func.now() - func.make_interval(0, 0, 0, days)
    rows = db.session.execute(
        select(func.date_part("day", func.date_trunc("day", func.now()) - day), func.sum(Pledge.amount))
        .where(Pledge.activated_at > since)
        .group_by(day)
    )
    sums = {int(ago): int(amount) for ago, amount in rows}
    return [sums.get(ago, 0) for ago in range(days - 1, -1, -1)]
