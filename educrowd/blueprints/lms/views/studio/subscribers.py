"""One subscription in the studio: its periods, giving one back, cancelling it for its learner."""

from __future__ import annotations

from flask import abort, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.money import display
from educrowd.core.pages import find, flash_error, flash_ok, go, paginate, render

from ...models import LearnerSubscription, SubscriptionPeriod
from ...subscriptions.leaving import cancel_subscription
from ...subscriptions.returned import refund_period
from ..blueprint import bp

REFUND = "lms/studio/plans/refund.html"


@bp.get("/studio/subscribers/<int:id>")
@needs("courses.work")
def subscriber(id: int):
    subscription = _sold(id)
    page = paginate(SubscriptionPeriod.of(subscription), per_page=50)
    return render("lms/studio/plans/subscriber.html", subscription=subscription, page=page)


@bp.post("/studio/subscribers/<int:id>/cancellation")
@needs("courses.work", unpaid=True)
def cancel_subscriber(id: int):
    subscription = _sold(id)
    try:
        cancel_subscription(subscription)
        flash_ok("Cancelled. The card is not charged again.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.subscriber", id=id))


@bp.get("/studio/subscribers/<int:id>/periods/<int:period_id>/refund")
@needs("money.refund")
def ask_to_refund_period(id: int, period_id: int):
    subscription, period = _period(id, period_id)
    return render(REFUND, subscription=subscription, period=period, form=Form())


@bp.post("/studio/subscribers/<int:id>/periods/<int:period_id>/refund")
@needs("money.refund", unpaid=True)
def refund_subscriber(id: int, period_id: int):
    subscription, period = _period(id, period_id)
    form = Form()
    try:
        refund = refund_period(period, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return render(REFUND, status=refusal.status, subscription=subscription, period=period, form=form)
    flash_ok(f"{display(refund.amount, subscription.currency)} go back to {subscription.user.shown_name}.")
    return go(url_for("lms.subscriber", id=id))


def _sold(id: int) -> LearnerSubscription:
    found = LearnerSubscription.sold_by(current.user).where(LearnerSubscription.id == id)
    return db.session.scalars(found).one_or_none() or abort(404)


def _period(id: int, period_id: int) -> tuple[LearnerSubscription, SubscriptionPeriod]:
    subscription, period = find(LearnerSubscription, id=id), find(SubscriptionPeriod, id=period_id)
    if period.subscription_id != subscription.id:
        abort(404)
    return subscription, period
