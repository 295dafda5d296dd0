"""Another card for the plan, what is owed paid with it, and the way out where nobody can pay."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.payments.gateway import GatewayRefused, gateway

from ..models import PlanInvoice, PlanRequest, Subscription, Tenant
from ..models.tenant import FREE
from ..resolving import changed
from .keeping import this_tenant
from .settling import settle_plan


def open_card_page(user: Any, *, return_url: str, cancel_url: str) -> PlanRequest:
    """Where another card is given; an open invoice is paid with it afterwards."""
    subscription = Subscription.live()
    request = PlanRequest.write_down("card", user)
    page = gateway().open_billing_card_page(
        customer=str(subscription.customer_id),
        reference=str(request.reference),
        currency=str(subscription.currency),
        return_url=return_url.replace("{request}", str(request.reference)),
        cancel_url=cancel_url,
        key=request.key,
    )
    request.session_id, request.url = page.session, page.url
    return request


def finish_card(request: PlanRequest) -> None:
    """Use the card that was given, and pay what is owed."""
    if request.state != "open" or request.session_id is None:
        return
    page = gateway().read_billing_card_page(request.session_id)
    subscription = Subscription.mine()
    if page.card is None or subscription is None or not subscription.is_live:
        return
    gateway().use_card(str(subscription.gateway_id), page.card, key=f"{request.key}:use")
    request.end("done", _pay_open_invoice(request))
    settle_plan()


def go_on_free() -> Tenant:
    """Have the free plan at once, where no subscription goes on; what was paid a moment before counts."""
    settle_plan()
    subscription = Subscription.mine(lock=True)
    if subscription is not None and subscription.is_live:
        _give_up_unpaid(subscription)
    tenant = this_tenant()
    tenant.hold(FREE)
    tenant.subscription_status = "active"
    audit("plan.set", subject=tenant, plan=tenant.plan.name)
    changed()
    return tenant


def _give_up_unpaid(subscription: Subscription) -> None:
    if not subscription.is_behind:
        raise Refused("The plan is paid for: cancel it, and it ends with its period.")
    with suppress(GatewayRefused):
        gateway().cancel_subscription(str(subscription.gateway_id))
    subscription.state = "canceled"


def _pay_open_invoice(request: PlanRequest) -> str:
    """Why it was not paid; nothing where it was, or nothing is owed."""
    settle_plan()
    waiting = select(PlanRequest.gateway_invoice_id).where(PlanRequest.state == "action_required")
    unpaid = PlanInvoice.latest().where(PlanInvoice.state == "open", PlanInvoice.gateway_id.not_in(waiting))
    owed = db.session.scalars(unpaid).first()
    if owed is None:
        return ""
    try:
        gateway().pay_plan_invoice(owed.gateway_id, key=f"{request.key}:pay")
    except GatewayRefused as error:
        return str(error)
    return ""
