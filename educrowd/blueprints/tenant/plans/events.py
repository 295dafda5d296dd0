"""What the platform's own account tells of plans; nobody is believed, the provider is asked."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.currencies import currencies
from educrowd.core.db import db
from educrowd.core.payments.platform_events import platform_events
from educrowd.core.payments.webhook_event import NotKnownYet, Suspicious, WebhookEvent

from ..models import PlanInvoice, PlanRequest
from .settling import settle_plan
from .subscribing import finish_page


@platform_events("checkout.session.completed", "checkout.session.expired")
def page_ended(event: WebhookEvent) -> None:
    request = db.session.scalars(select(PlanRequest).where(PlanRequest.session_id == event.object_id)).one_or_none()
    if request is None:
        raise NotKnownYet(f"no page is {event.object_id}")
    finish_page(request)


@platform_events("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted")
def subscription_changed(event: WebhookEvent) -> None:
    settle_plan()


@platform_events("invoice.finalized", "invoice.paid", "invoice.payment_failed", "invoice.voided")
def invoice_changed(event: WebhookEvent) -> None:
    settle_plan()
    invoice = db.session.scalars(select(PlanInvoice).where(PlanInvoice.gateway_id == event.object_id)).one_or_none()
    if invoice is None:
        raise NotKnownYet(f"no invoice is {event.object_id}")
    told = (event.subject.get("total"), str(event.subject.get("currency", "")).upper())
    if told != (currencies()[invoice.currency].to_provider(invoice.total_amount), invoice.currency):
        raise Suspicious(f"invoice {invoice.number} is not about {told}")


@platform_events(
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
)
def charge_disputed(event: WebhookEvent) -> None:
    settle_plan(every_charge=True)


@platform_events("charge.refunded")
def charge_refunded(event: WebhookEvent) -> None:
    settle_plan(every_charge=True)
