"""Making subscription plans, and changing them; whoever has joined keeps the price of that day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.money import chargeable

from ..access import find
from ..models import Course, LearnerSubscription, SubscriptionPlan
from ..models.errors import PlanJoined
from .mailers import tell_of_price

ACTS = {
    "draft": "subscription_plan.unpublished",
    "published": "subscription_plan.published",
    "archived": "subscription_plan.archived",
}


def make_plan(
    seller: Any,
    *,
    title: str,
    every: str,
    price_amount: int,
    course_id: int | None = None,
    summary: str = "",
    status: str = "draft",
) -> SubscriptionPlan:
    """A plan for a course of the seller's, or by the staff for all of them; Invalid names what does not fit."""
    course = _course(seller, course_id)
    plan = SubscriptionPlan(
        title=title,
        slug=SubscriptionPlan.address_for(title),
        summary=summary,
        course_id=course_id,
        every=every,
        price_amount=price_amount,
        currency=course.currency if course else current.tenant.currency,
        owner_id=seller.id,
    )
    chargeable(plan.price_amount, plan.currency, "price_amount")
    db.session.add(plan)
    db.session.flush()
    audit("subscription_plan.created", subject=plan)
    _become(plan, status)
    return plan


def change_plan(plan: SubscriptionPlan, *, status: str | None = None, **facts: Any) -> None:
    """Replace what is given: title, summary, price_amount, status; another price is told to who keeps the old one."""
    db.session.refresh(plan, with_for_update=True)
    before = plan.price_amount
    for name, value in facts.items():
        setattr(plan, name, value)
    chargeable(plan.price_amount, plan.currency, "price_amount")
    if facts:
        audit("subscription_plan.changed", subject=plan)
    _become(plan, status or plan.status)
    db.session.flush()
    if plan.price_amount != before:
        tell_of_price.later(plan.id)


def delete_plan(plan: SubscriptionPlan) -> None:
    """Only while nobody has ever begun to subscribe; afterwards it is archived instead."""
    begun = select(LearnerSubscription.id).where(LearnerSubscription.plan_id == plan.id)
    if db.session.scalar(begun.limit(1)):
        raise PlanJoined()
    audit("subscription_plan.deleted", subject=plan)
    db.session.delete(plan)


def _course(seller: Any, course_id: int | None) -> Course | None:
    if course_id is None:
        if not seller.can("courses.manage"):
            raise Invalid("course_id", "Choose one of your courses.")
        return None
    course = find(course_id)
    if course is None or not course.run_by(seller):
        raise Invalid("course_id", "Choose one of your courses.")
    if course.is_free:
        raise Invalid("course_id", f"“{course.title}” is free. Give it a price first.")
    return course


def _become(plan: SubscriptionPlan, status: str) -> None:
    if status == plan.status:
        return
    if status == "published" and plan.why_closed:
        raise Invalid("status", plan.why_closed)
    plan.status = status
    audit(ACTS[status], subject=plan)
