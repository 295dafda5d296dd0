"""Subscriptions of the demonstration: plans at once, subscribers as soon as the workers are up."""

from __future__ import annotations

from educrowd.blueprints.auth.models import User
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import finish_setup
from educrowd.core.payments.rehearsing import can_rehearse, type_card

from ..models import Course, SubscriptionPlan
from ..subscriptions.links import return_of
from ..subscriptions.planning import make_plan
from ..subscriptions.subscribing import Wish, start_subscription
from .selling import CARD


def offer_plan(
    course: Course, seller: User, title: str, what: str, every: str, price: str, summary: str
) -> SubscriptionPlan:
    """`All of it | all | month | 19 | Why.`: every course, or `this` one, for so much a month or a year."""
    facts = {"every": every, "price_amount": int(price) * 100, "summary": summary, "status": "published"}
    return make_plan(seller, title=title, course_id=course.id if what == "this" else None, **facts)


@job(queue="bulk")
def subscribe(plan_id: int, name: str, address: str) -> None:
    """Let this person join, card and all; done again it finds them joined."""
    if not can_rehearse():
        return
    plan = db.session.get_one(SubscriptionPlan, (current.tenant_id, plan_id))
    address = address or f"{name.lower().replace(' ', '.')}@{current.tenant.slug}.example"
    person = User.guest(address, name)
    subscription = start_subscription(plan, person, Wish(f"demo-{plan_id}-{person.id}"), page_of=return_of)
    db.session.commit()
    card = subscription.card
    if subscription.state == "draft" and card and card.url:
        type_card(card.url, CARD, name=name, email=address)
        finish_setup(card.id)
