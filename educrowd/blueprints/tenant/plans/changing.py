"""Another plan, its end, and the end taken back: written down, asked with the wish's own key, then settled.

A change that the bank wants confirmed waits for its owner (`confirming_plans`); another wish gives it up.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job
from educrowd.core.money import Money
from educrowd.core.payments.gateway import GatewayAway, GatewayRefused, gateway
from educrowd.core.payments.gateway_errors import NeedsConfirmation

from ..models import PlanRequest, Subscription
from .confirming import ConfirmationNeeded, ask_to_confirm, drop, tell_of_change
from .keeping import find_plan
from .news import tell
from .pricing import price_of, require_price
from .settling import settle_plan

ASK_AGAIN = timedelta(seconds=30)


def change_cost(code: str, interval: str) -> Money:
    """What another plan would cost at once; less than nothing is a credit for the next invoices."""
    subscription, price = Subscription.live(), price_of(find_plan(code), interval)
    item, name = str(subscription.item_id), str(subscription.gateway_id)
    return Money(gateway().preview_change(name, item=item, price=price.gateway_id), price.currency)


def change_plan(user: Any, code: str, interval: str, *, later: bool = False) -> PlanRequest:
    """Another plan or interval from now on; a dearer one is refused where the card does not pay the difference.

    Where the bank wants to ask the card's owner, the change waits for that; asked for again, it says where.
    """
    subscription = Subscription.live()
    require_price(find_plan(code), interval)
    if (subscription.plan_code, subscription.interval) == (code, interval):
        raise Invalid("plan", "This is the plan that the site has.")
    if subscription.is_behind:
        raise Refused("Pay the open invoice first, then change the plan.")
    _require_unasked(code, interval)
    return _ask("change", user, later=later, plan_code=code, interval=interval)


def cancel_plan(user: Any, *, later: bool = False) -> PlanRequest:
    """Let the plan end with the period that is paid."""
    Subscription.live()
    return _ask("cancel", user, later=later)


def resume_plan(user: Any, *, later: bool = False) -> PlanRequest:
    """Take the cancellation back."""
    Subscription.live()
    return _ask("resume", user, later=later)


def leave_change() -> None:
    """Give up the change that waits for the bank; the plan stays as it is."""
    Subscription.mine(lock=True)
    request = PlanRequest.to_confirm()
    if request is None:
        raise Refused("No change waits to be confirmed.")
    drop(request)
    settle_plan()


@job(queue="payments")
def send_request(request_id: int) -> None:
    """Ask the provider for a change; a lost reply is asked for again with the same key."""
    subscription = Subscription.mine(lock=True)
    request = db.session.scalars(select(PlanRequest).where(PlanRequest.id == request_id)).one()
    if request.state != "open" or subscription is None or not subscription.is_live:
        return
    _give_up_waiting()
    try:
        _send(request, subscription)
    except GatewayRefused as error:
        request.end("refused", str(error))
    settle_plan()
    if request.state == "done":
        _confirm(request)


def _require_unasked(code: str, interval: str) -> None:
    if PlanRequest.to_confirm() is not None:
        settle_plan()
    waiting = PlanRequest.to_confirm()
    if waiting is not None and (waiting.plan_code, waiting.interval) == (code, interval):
        raise ConfirmationNeeded(waiting)


def _give_up_waiting() -> None:
    """Whatever is wished now, an older change must not be paid beside it."""
    if waiting := PlanRequest.to_confirm():
        drop(waiting)
        settle_plan()


def _confirm(request: PlanRequest) -> None:
    """What the owners get in writing."""
    if request.kind == "change":
        tell_of_change(request)
    elif request.kind == "cancel":
        now = Subscription.live()
        until = now.period_end and now.period_end.date().isoformat()
        tell("ending", request.key, plan=find_plan(str(now.plan_code)).name, until=until)


def _ask(kind: str, user: Any, *, later: bool, **wish: Any) -> PlanRequest:
    """Write it down; asked by a worker where somebody looks later, else now, and by a worker if no answer comes."""
    request = PlanRequest.write_down(kind, user, **wish)
    send_request.later(request.id, _at=None if later else utcnow() + ASK_AGAIN)
    audit(f"plan.{kind}", subject=current.tenant, plan=wish.get("plan_code", ""))
    if not later:
        _ask_now(request)
    return request


def _ask_now(request: PlanRequest) -> None:
    db.session.commit()
    with suppress(GatewayAway):
        send_request(request.id)
        db.session.commit()
    if request.state == "refused":
        raise Refused(f"{request.failure} Nothing has changed: give another card first.", code="payment_refused")


def _send(request: PlanRequest, subscription: Subscription) -> None:
    name = str(subscription.gateway_id)
    if request.kind != "change":
        gateway().end_subscription(name, at_period_end=request.kind == "cancel", key=request.key)
        request.end("done")
        return
    price = price_of(find_plan(str(request.plan_code)), str(request.interval)).gateway_id
    try:
        gateway().change_subscription(name, item=str(subscription.item_id), price=price, key=request.key)
        request.end("done")
    except NeedsConfirmation:
        ask_to_confirm(request, subscription, price=price)
