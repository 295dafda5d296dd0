"""settle_plan(): the one place where the provider's answer becomes the site's plan and the platform's books.

Return page, webhook and sweep all call it, in any order and any number of times: it asks for all that the site's
customer has, and writes what is so.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from educrowd.core import platform_book
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.payments.gateway import gateway
from educrowd.core.payments.gateway_billing import PlanChargeSeen, PlanInvoiceSeen, SubscriptionSeen
from educrowd.core.payments.settlement import Mismatch, is_live

from ..models import PlanDispute, PlanInvoice, PlanPrice, Subscription, Tenant
from ..models.subscription import LIVE
from ..models.tenant import FREE
from ..resolving import changed
from .confirming import settle_confirmation
from .disputing import settle_plan_disputes
from .keeping import this_tenant
from .news import tell

# What went back of older invoices is looked for when the provider tells of it, or its bank has not decided.
LATELY = timedelta(days=120)


@job(queue="payments")
def settle_plan(*, every_charge: bool = False) -> None:
    """Bring the bound site's plan, its invoices and the platform's book to what the provider says.

    The row is held while the provider is asked: what is written last was also read last.
    """
    subscription = Subscription.mine(lock=True)
    if subscription is None or subscription.customer_id is None:
        return
    disputed = PlanDispute.undecided()
    for each in reversed(list(gateway().list_plan_invoices(subscription.customer_id))):
        _settle_invoice(subscription, each, disputed, every_charge=every_charge)
    seen = _current(list(gateway().list_subscriptions(subscription.customer_id)))
    if seen is not None:
        price = _price_of(subscription, seen)
        was_live = subscription.is_live
        subscription.follow(seen, price)
        _apply(this_tenant(), subscription, seen, was_live=was_live)
        settle_confirmation(subscription)


def _current(found: list[SubscriptionSeen]) -> SubscriptionSeen | None:
    """The one that goes on; else the last one there was."""
    begun = [each for each in found if each.status not in ("incomplete", "incomplete_expired")]
    return next((each for each in begun if each.status in LIVE), begun[0] if begun else None)


def _price_of(subscription: Subscription, seen: SubscriptionSeen) -> PlanPrice:
    """What we asked for; the provider's subscription must be exactly that, and this site's."""
    price = db.session.scalars(select(PlanPrice).where(PlanPrice.gateway_id == seen.price)).one_or_none()
    expected = price and (subscription.customer_id, price.amount, price.currency, price.interval, is_live())
    found = (seen.customer, seen.amount, seen.currency, seen.interval, seen.livemode)
    if price is None or expected != found:
        raise Mismatch(f"subscription {seen.id}: expected {expected}, the provider says {found}")
    return price


def _apply(tenant: Tenant, subscription: Subscription, seen: SubscriptionSeen, *, was_live: bool) -> None:
    before = (tenant.subscription_plan, tenant.status, tenant.subscription_status)
    if subscription.is_behind:
        _fall_behind(tenant, subscription)
    elif subscription.is_live:
        _go_on(tenant, subscription)
    elif was_live:
        _end(tenant, subscription, seen)
    if before != (tenant.subscription_plan, tenant.status, tenant.subscription_status):
        audit("plan.settled", subject=tenant, plan=tenant.plan.name, state=subscription.state.replace("_", " "))
    changed()


def _go_on(tenant: Tenant, subscription: Subscription) -> None:
    """Paid, or to be paid after the trial."""
    was_behind = tenant.subscription_expires_at is not None
    stays_on_trial = tenant.on_trial and subscription.state == "trialing"
    tenant.hold(str(subscription.plan_code), until=subscription.period_end and subscription.period_end.date())
    tenant.on_trial, tenant.subscription_status = stays_on_trial, subscription.state
    tell("started", str(subscription.gateway_id), plan=tenant.plan.name)
    if was_behind:
        tell("paid_again", str(subscription.period_end), plan=tenant.plan.name)


def _fall_behind(tenant: Tenant, subscription: Subscription) -> None:
    """Nothing changes for some days; then the site can only be read."""
    tenant.subscription_plan, tenant.on_trial = str(subscription.plan_code), False
    tenant.subscription_status, tenant.paid_until = "past_due", None
    if tenant.subscription_expires_at is None:
        tenant.subscription_expires_at = utcnow() + timedelta(days=current_app.config["GRACE_DAYS"])
    until = tenant.subscription_expires_at.date().isoformat()
    tell("payment_failed", f"{subscription.gateway_id}:{subscription.period_end}", plan=tenant.plan.name, until=until)


def _end(tenant: Tenant, subscription: Subscription, seen: SubscriptionSeen) -> None:
    """Ended as its owner wished: on with the free plan. Ended unpaid: that is for the owner to say."""
    tenant.subscription_status = "canceled"
    if seen.ended_reason == "payment_failed":
        tenant.subscription_expires_at = tenant.subscription_expires_at or utcnow()
        return
    tell("ended", str(subscription.gateway_id), plan=tenant.plan.name)
    tenant.hold(FREE)


def _settle_invoice(
    subscription: Subscription, seen: PlanInvoiceSeen, disputed: set[int], *, every_charge: bool
) -> None:
    if (seen.customer, seen.livemode) != (subscription.customer_id, is_live()):
        raise Mismatch(f"invoice {seen.id} is of {seen.customer}, live: {seen.livemode}")
    invoice = _row_of(seen)
    invoice.state, invoice.number, invoice.description = seen.status, seen.number, seen.description
    invoice.attempts, invoice.next_try_at, invoice.paid_at = seen.attempts, seen.next_try_at, seen.paid_at
    invoice.url = seen.pdf_url or seen.url
    is_new = invoice.charge_id is None or seen.created_at > utcnow() - LATELY
    asks = every_charge or is_new or invoice.id in disputed
    if asks and seen.paid and (charge := gateway().read_plan_charge(seen.id)):
        invoice.charge_id, invoice.paid_amount = charge.id, charge.amount
        invoice.processing_fee = charge.processing_fee
        _book(invoice, charge)
        if charge.disputed:
            settle_plan_disputes(invoice)
    db.session.flush()


def _row_of(seen: PlanInvoiceSeen) -> PlanInvoice:
    known = db.session.scalars(select(PlanInvoice).where(PlanInvoice.gateway_id == seen.id)).one_or_none()
    if known is None:
        money = {"total_amount": seen.total, "due_amount": seen.due, "currency": seen.currency}
        known = PlanInvoice(gateway_id=seen.id, issued_at=seen.created_at, state=seen.status, **money)
        db.session.add(known)
        db.session.flush()
    elif (known.total_amount, known.currency) != (seen.total, seen.currency):
        raise Mismatch(f"invoice {seen.id}: {known.total_amount} {known.currency}, the provider says {seen}")
    return known


def _book(invoice: PlanInvoice, charge: PlanChargeSeen) -> None:
    """What was taken, what it cost, and what went back since the last look."""
    name = invoice.gateway_id
    _record(invoice, "plan", name, charge.amount, debit="psp_balance", credit="plan_income")
    _record(invoice, "plan_processing", name, charge.processing_fee, debit="processing_fees", credit="psp_balance")
    back = charge.refunded - invoice.refunded_amount
    if back > 0:
        _record(invoice, "plan_refund", f"{name}:{charge.refunded}", back, debit="plan_income", credit="psp_balance")
        invoice.refunded_amount = charge.refunded


def _record(invoice: PlanInvoice, kind: str, name: str, amount: int, *, debit: str, credit: str) -> None:
    note, currency = invoice.description, invoice.currency
    platform_book.record(kind, name, amount, currency, debit=debit, credit=credit, note=note)
