"""The backers of a project as its creator looks for them: filtered, sorted, summed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from educrowd.core.db import db
from educrowd.core.money import Money

from ..models import Delivery, Pledge, Project

AT_RISK = ("action_required", "errored")
SORTS = {
    "newest": (Pledge.id.desc(),),
    "oldest": (Pledge.id,),
    "amount": (Pledge.amount.desc(), Pledge.id.desc()),
    "name": (func.lower(Pledge.name), Pledge.id),
}


def backers_like(
    project: Project,
    *,
    q: str = "",
    state: str = "",
    reward: int | None = None,
    country: str = "",
    delivery: str = "",
    sort: str = "newest",
) -> Select[Pledge]:
    """Those whose pledge got past the card page; `reward` 0 stands for none, `state` at_risk for two states."""
    wanted = select(Pledge).join(Pledge.user).where(Pledge.project_id == project.id, Pledge.activated_at.is_not(None))
    if q:
        wanted = wanted.where(Pledge.like(q))
    if state:
        wanted = wanted.where(Pledge.state.in_(AT_RISK if state == "at_risk" else (state,)))
    if reward is not None:
        wanted = wanted.where(Pledge.reward_id == reward if reward else Pledge.reward_id.is_(None))
    if country:
        wanted = wanted.where(Pledge.country == country)
    if delivery:
        wanted = wanted.where(_is_at(delivery))
    beside = (
        joinedload(part) for part in (Pledge.reward, Pledge.payment, Pledge.address, Pledge.delivery, Pledge.gift)
    )
    return wanted.options(contains_eager(Pledge.user), *beside).order_by(*SORTS[sort])


def countries_of(project: Project) -> list[str]:
    """Where its backers live, as codes."""
    told = select(Pledge.country).where(Pledge.project_id == project.id, Pledge.country.is_not(None)).distinct()
    return sorted(code for code in db.session.scalars(told) if code)


def sum_of(backers: Select[Pledge], currency: str) -> dict[str, Any]:
    """How much the listed pledges come to, what of it is paid, and what went back."""
    listed = backers.order_by(None).subquery()
    paid = func.sum(listed.c.amount).filter(listed.c.state == "collected")
    amounts = db.session.execute(select(func.sum(listed.c.amount), paid, func.sum(listed.c.refunded_amount))).one()
    pledged, collected, refunded = (Money(int(amount or 0), currency) for amount in amounts)
    return {"pledged": pledged, "collected": collected, "refunded": refunded}


def _is_at(delivery: str) -> ColumnElement[bool]:
    """Whether a pledge's delivery has this status; `waiting` are paid ones that nobody has begun."""
    if delivery == "waiting":
        return (Pledge.state == "collected") & ~Pledge.delivery.has()
    return Pledge.delivery.has(Delivery.status == delivery)
