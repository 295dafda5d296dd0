"""Subscriptions: subscribe, read, cancel and think again, the periods that were charged, giving one back."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort, request
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.blueprints.auth.models import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle
from educrowd.core.payments import start_authentication
from educrowd.core.payments.authenticating import NothingToConfirm

from ..models import LearnerSubscription, SubscriptionPeriod, SubscriptionPlan
from ..subscriptions.leaving import cancel_subscription, keep_subscription
from ..subscriptions.links import page_of, return_of
from ..subscriptions.returned import refund_period
from ..subscriptions.schemas import (
    LearnerSubscriptionIn,
    LearnerSubscriptionOut,
    LearnerSubscriptionQuery,
    ProviderPageOut,
    SubscriptionPeriodOut,
    SubscriptionRefundIn,
)
from ..subscriptions.subscribing import Wish, another_card_page, guest, start_subscription, subscribe_with_card
from .blueprint import lms


@lms.route("/subscriptions/")
class Subscriptions(MethodView):
    @lms.arguments(LearnerSubscriptionQuery, location="query")
    @lms.page(LearnerSubscriptionOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[LearnerSubscription]:
        """One's own, those of one's courses, and all of them for the staff."""
        filters = {name: query[name] for name in ("plan_id", "state") if name in query}
        return LearnerSubscription.visible(current.user).filter_by(**filters)

    @lms.arguments(LearnerSubscriptionIn)
    @lms.created(LearnerSubscriptionOut)
    @needs(PUBLIC)
    def post(self, body: dict[str, Any]) -> LearnerSubscription:
        """Subscribe: save a card at `setup.url`, or send one. The same Idempotency-Key again subscribes once."""
        if "Idempotency-Key" not in request.headers:
            raise Invalid("Idempotency-Key", "Send an Idempotency-Key: a card must not be charged twice.")
        throttle("60 per hour", "order", address())
        plan, wish = _plan(body), Wish(token_urlsafe(12), body.get("price_amount"), body.get("currency", ""))
        if "payment_method" in body:
            return subscribe_with_card(plan, _learner(plan, body), wish, payment_method=body["payment_method"])
        subscription = start_subscription(plan, _learner(plan, body), wish, page_of=return_of)
        if card := subscription.card:
            subscription.setup = {"client_secret": card.client_secret, "url": card.url}  # pyright: ignore
        return subscription


@lms.route("/subscriptions/<int:id>/")
class OneSubscription(MethodView):
    @lms.response(200, LearnerSubscriptionOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> LearnerSubscription:
        """One subscription."""
        return _visible(id)


@lms.route("/subscriptions/<int:id>/ending/")
class SubscriptionEnding(MethodView):
    @lms.response(200, LearnerSubscriptionOut)
    @needs(SIGNED_IN, unpaid=True)
    def put(self, id: int) -> LearnerSubscription:
        """Cancel: what is paid lasts until `ends_at`; where the last period is not paid, it ends now."""
        subscription = _visible(id)
        cancel_subscription(subscription)
        return subscription

    @lms.response(200, LearnerSubscriptionOut)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> LearnerSubscription:
        """Go on after all, while the paid period lasts."""
        subscription = _mine(id)
        keep_subscription(subscription)
        return subscription


@lms.route("/subscriptions/<int:id>/card/")
class SubscriptionCard(MethodView):
    @lms.response(200, ProviderPageOut)
    @needs(SIGNED_IN, unpaid=True)
    def post(self, id: int) -> dict[str, str]:
        """Bring another card on the provider's page; the old one stays until that is done."""
        throttle("20 per hour", "card", address())
        return {"url": another_card_page(_mine(id), page_of=return_of)}


@lms.route("/subscriptions/<int:id>/confirmation/")
class SubscriptionConfirmation(MethodView):
    @lms.response(200, ProviderPageOut)
    @needs(SIGNED_IN, unpaid=True)
    def post(self, id: int) -> dict[str, str | None]:
        """Where the bank asks whether the last charge is all right."""
        throttle("20 per hour", "card", address())
        subscription = _mine(id)
        if not subscription.awaits_bank or subscription.payment_id is None:
            raise NothingToConfirm()
        back = page_of(subscription.public_id, "confirmed")
        return {"url": start_authentication(subscription.payment_id, return_url=back)}


@lms.route("/subscriptions/<int:id>/periods/")
class SubscriptionPeriods(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(SubscriptionPeriodOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[SubscriptionPeriod]:
        """The periods that were demanded, newest first."""
        return SubscriptionPeriod.of(_visible(id))


@lms.route("/subscriptions/<int:id>/refunds/")
class SubscriptionRefunds(MethodView):
    @lms.arguments(SubscriptionRefundIn)
    @lms.response(202, LearnerSubscriptionOut)
    @needs("money.refund", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> LearnerSubscription:
        """Give back a period, all of it or so much; all of the running one ends the subscription."""
        subscription = _visible(id)
        found = select(SubscriptionPeriod).where(SubscriptionPeriod.subscription_id == id)
        period = db.session.scalars(found.where(SubscriptionPeriod.id == body["period_id"])).one_or_none()
        if period is None:
            raise Invalid("period_id", "No period of this subscription has this id.")
        refund_period(period, by=current.user, amount=body.get("amount"))
        return subscription


def _plan(body: dict[str, Any]) -> SubscriptionPlan:
    wanted = SubscriptionPlan.visible(current.user).where(SubscriptionPlan.id == body["plan_id"])
    plan = db.session.scalars(wanted).one_or_none()
    if plan is None:
        raise Invalid("plan_id", "No plan has this id.")
    return plan


def _learner(plan: SubscriptionPlan, body: dict[str, Any]) -> User:
    if current.user.is_authenticated:
        return current.user
    if "email" not in body:
        raise Invalid("email", "Send an email address, or log in.")
    return guest(plan, body["email"], body["name"])


def _visible(id: int) -> LearnerSubscription:
    """The subscription, for its learner and for who sells it."""
    found = LearnerSubscription.visible(current.user).where(LearnerSubscription.id == id)
    return db.session.scalars(found).one_or_none() or abort(404)


def _mine(id: int) -> LearnerSubscription:
    """The same, for its learner alone."""
    subscription = _visible(id)
    return subscription if subscription.user_id == current.user.id else abort(403)
