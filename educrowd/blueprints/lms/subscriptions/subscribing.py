"""Subscribing: the card is saved on the provider's page, then the first period is charged and opens what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.money import Money
from educrowd.core.payments import (
    CardSetup,
    GatewayRefused,
    Payment,
    charge_due,
    open_another_card_page,
    open_card_page,
    save_card,
)

from ..models import LearnerSubscription, SubscriptionPlan
from ..models.errors import (
    AlreadyBought,
    AlreadySubscribed,
    LogInFirst,
    NotForSale,
    NotSubscribed,
    PriceChanged,
    SentOtherwise,
)
from ..models.learner_subscription import PURPOSE
from .demanding import demand


@dataclass(frozen=True, slots=True)
class Wish:
    """What the learner saw and sent; `token` was made once for each form."""

    token: str
    price_seen: int | None = None
    currency_seen: str = ""

    def has_seen(self, price: Money) -> bool:
        return self.price_seen in (None, price.minor) and self.currency_seen in ("", price.currency)


def guest(plan: SubscriptionPlan, email: str, name: str) -> User:
    """The account behind an address, where a stranger may join for it; LogInFirst says no more than it must."""
    person = User.guest(email, name)
    has_it = plan.course is not None and _has(plan.course, person)
    live = LearnerSubscription.live(person, plan)
    # What a guest left before the card is begun anew.
    has_it |= live is not None and (live.state != "draft" or person.is_claimed)
    if (person.is_claimed and not person.is_verified) or has_it:
        raise LogInFirst()
    return person


def start_subscription(
    plan: SubscriptionPlan, learner: Any, wish: Wish, *, page_of: Callable[..., str]
) -> LearnerSubscription:
    """A draft; `subscription.card.url` is where its card gets saved, and nothing is charged before."""
    if known := _sent_before(plan, learner, wish):
        return known
    _check(plan, learner, wish)
    page = page_of(wish.token)
    about = {"purpose": PURPOSE, "reference": wish.token, "currency": plan.currency}
    setup = open_card_page(learner, **about, return_url=page, cancel_url=page)
    return _draft(plan, learner, wish, setup)


def subscribe_with_card(
    plan: SubscriptionPlan, learner: Any, wish: Wish, *, payment_method: str
) -> LearnerSubscription:
    """Subscribe with a card that the client made at the provider: its first period is charged now."""
    if known := _sent_before(plan, learner, wish):
        return known
    _check(plan, learner, wish)
    try:
        setup = save_card(learner, purpose=PURPOSE, reference=wish.token, payment_method=payment_method)
    except GatewayRefused as error:
        raise Invalid("payment_method", f"This card cannot be saved: {error}") from error
    subscription = _draft(plan, learner, wish, setup)
    join(subscription)
    return subscription


def join(subscription: LearnerSubscription) -> None:
    """Its card is kept: demand the first period, once."""
    subscription = LearnerSubscription.locked(subscription.id)
    if subscription.state == "draft":
        demand(subscription)
        charge_due.later()


def card_saved(setup: CardSetup) -> None:
    """The provider says that the card is kept: a draft joins with it, any other is charged to it from now on."""
    public_id = setup.reference.partition(":")[0]
    known = select(LearnerSubscription.id).where(LearnerSubscription.public_id == public_id)
    if (id := db.session.scalar(known)) is None:
        return
    subscription = held(id)
    if subscription.state == "draft":
        join(subscription)
    elif subscription.is_live:
        subscription.use(setup)
        _try_again(subscription, setup)


def another_card_page(subscription: LearnerSubscription, *, page_of: Callable[..., str]) -> str:
    """Where its learner brings another card; the old one stays until that is done."""
    if not subscription.takes_another_card:
        raise NotSubscribed("This subscription takes no other card now.")
    return open_another_card_page(subscription, purpose=PURPOSE, page_of=page_of)


def held(id: int) -> LearnerSubscription:
    """The subscription and its last payment, locked in the order in which charges and refunds hold them."""
    payment_id = db.session.scalar(select(LearnerSubscription.payment_id).where(LearnerSubscription.id == id))
    if payment_id:
        Payment.locked(payment_id)
    return LearnerSubscription.locked(id)


def _sent_before(plan: SubscriptionPlan, learner: Any, wish: Wish) -> LearnerSubscription | None:
    """What this form has made; SentOtherwise where it was about somebody or something else then."""
    known = LearnerSubscription.sent_as(wish.token)
    if known and (known.user_id, known.plan_id) != (learner.id, plan.id):
        raise SentOtherwise()
    return known


def _check(plan: SubscriptionPlan, learner: Any, wish: Wish) -> None:
    if not plan.is_open:
        raise NotForSale("Nobody can subscribe to this now.", field="plan_id")
    if not wish.has_seen(plan.price):
        raise PriceChanged(str(plan.price))
    live = LearnerSubscription.live(learner, plan)
    if live and live.state != "draft":
        raise AlreadySubscribed()
    if plan.course and _has(plan.course, learner):
        raise AlreadyBought()


def _has(course: Any, learner: Any) -> bool:
    enrollment = course.enrollment_of(learner)
    return course.belongs_to(learner) or bool(enrollment and enrollment.is_open)


def _draft(plan: SubscriptionPlan, learner: Any, wish: Wish, setup: CardSetup) -> LearnerSubscription:
    """The database says who was first; a form that was left behind gives way."""
    if left := LearnerSubscription.live(learner, plan):
        left = LearnerSubscription.locked(left.id)
        if left.state != "draft":
            raise AlreadySubscribed()
        left.expire("It was begun anew.")
    subscription = LearnerSubscription(
        public_id=wish.token,
        user_id=learner.id,
        plan_id=plan.id,
        course_id=plan.course_id,
        title=plan.title,
        every=plan.every,
        amount=plan.price_amount,
        currency=plan.currency,
        card_setup_id=setup.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(subscription)
    except IntegrityError:
        raise AlreadySubscribed("You are subscribing to this in another window. Go on there.") from None
    return subscription


def _try_again(subscription: LearnerSubscription, setup: CardSetup) -> None:
    """Charge the card that was just brought; where a worker tries the old one, the new one's turn comes after it."""
    payment = subscription.payment
    if subscription.needs_person and payment and payment.lease_token is None:
        payment.use_card(str(setup.payment_method))
        charge_due.later()
