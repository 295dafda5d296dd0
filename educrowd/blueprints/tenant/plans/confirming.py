"""A change that the bank wants confirmed: its owner pays the difference on the provider's page, then it counts.

The provider keeps the old plan meanwhile, and drops the change when nobody pays within a day.
"""

from __future__ import annotations

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.payments.gateway import GatewayRefused, gateway

from ..models import PlanInvoice, PlanRequest, Subscription
from .keeping import find_plan
from .news import tell

OVER = ("void", "uncollectible")


class ConfirmationNeeded(Refused):
    """The change waits at an address for its owner."""

    code = "action_required"

    def __init__(self, request: PlanRequest):
        super().__init__(f"Your bank wants you to confirm this change first: {request.url}")
        self.headers = {"Location": str(request.url)}


def ask_to_confirm(request: PlanRequest, subscription: Subscription, *, price: str) -> None:
    """Let the change wait for its payment; where the card has paid it in the meantime, it is done."""
    name, item = str(subscription.gateway_id), str(subscription.item_id)
    waiting = gateway().begin_change(name, item=item, price=price, key=f"{request.key}:confirm")
    if waiting is None:
        request.end("done")
        return
    request.wait_for(waiting.invoice, waiting.url)
    tell("to_confirm", request.key, plan=find_plan(str(request.plan_code)).name, confirm_url=waiting.url)


def settle_confirmation(subscription: Subscription) -> None:
    """What became of the change that waits; with the subscription it is over."""
    request = PlanRequest.to_confirm()
    if request is None:
        return
    invoice = PlanInvoice.called(str(request.gateway_invoice_id))
    if invoice is not None and invoice.state == "paid":
        request.end("done")
        tell_of_change(request)
    elif invoice is not None and invoice.state in OVER:
        request.end("expired", "Nobody confirmed it, so nothing has changed.")
    elif not subscription.is_live:
        drop(request)


def tell_of_change(request: PlanRequest) -> None:
    """What the owners get in writing."""
    now = Subscription.live()
    until = now.period_end and now.period_end.date().isoformat()
    price = {"price": now.amount, "currency": now.currency, "interval": now.interval}
    tell("changed", request.key, plan=find_plan(str(now.plan_code)).name, until=until, **price)


def drop(request: PlanRequest) -> None:
    """See that nobody can pay for it any more; where somebody just has, settling finds it paid."""
    try:
        gateway().give_up_plan_invoice(str(request.gateway_invoice_id))
    except GatewayRefused:
        return
    request.end("expired", "It was given up, so nothing has changed.")
    audit("plan.kept", subject=current.tenant, plan=request.plan_code or "")
