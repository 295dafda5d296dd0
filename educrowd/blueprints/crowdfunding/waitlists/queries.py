"""Reads of waitlists: one's own places, a project's line, how many wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from educrowd.core.db import db

from ..models import Project, Reward, WaitlistEntry
from ..models.waitlist_entry import OPEN_STATES


def entry_of(reward: Reward, user: Any) -> WaitlistEntry | None:
    """This person's place in line for a reward."""
    if not user.is_authenticated:
        return None
    mine = WaitlistEntry.in_line().where(WaitlistEntry.reward_id == reward.id, WaitlistEntry.user_id == user.id)
    return db.session.scalar(mine.where(WaitlistEntry.state.in_(OPEN_STATES)))


def places_of(user: Any) -> Select[WaitlistEntry]:
    """Where this person stands in line on this site, what is kept first."""
    mine = WaitlistEntry.in_line().where(WaitlistEntry.user_id == user.id, WaitlistEntry.state.in_(OPEN_STATES))
    what = joinedload(WaitlistEntry.reward).joinedload(Reward.project)
    by_state = WaitlistEntry.state != "offered"
    return mine.options(what, joinedload(WaitlistEntry.variant)).order_by(by_state, WaitlistEntry.id)


def line_of(project: Project, reward_id: int | None = None) -> Select[WaitlistEntry]:
    """A project's line, reward by reward in the order of confirming; those who have not confirmed are not in it."""
    entries = WaitlistEntry.in_line().join(WaitlistEntry.reward).where(Reward.project_id == project.id)
    entries = entries.where(WaitlistEntry.confirmed_at.is_not(None))
    if reward_id:
        entries = entries.where(WaitlistEntry.reward_id == reward_id)
    beside = (joinedload(WaitlistEntry.user), joinedload(WaitlistEntry.variant))
    in_order = (Reward.amount, Reward.id, WaitlistEntry.confirmed_at, WaitlistEntry.id)
    return entries.options(contains_eager(WaitlistEntry.reward), *beside).order_by(*in_order)


def waiting_for(reward: Reward) -> int:
    """How many wait for it."""
    return waiting_in([reward]).get(reward.id, 0)


def waiting_in(rewards: list[Reward]) -> dict[int, int]:
    """How many wait for each of these; those for whom one is kept included."""
    counted = select(WaitlistEntry.reward_id, func.count()).where(
        WaitlistEntry.reward_id.in_([reward.id for reward in rewards]),
        WaitlistEntry.state.in_(("waiting", "offered")),
    )
    return dict(db.session.execute(counted.group_by(WaitlistEntry.reward_id)).all())
