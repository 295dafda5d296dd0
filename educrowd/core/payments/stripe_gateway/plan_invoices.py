"""What Stripe invoices for plans, on the platform's own account, and the charges behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ...currencies import currencies
from ..gateway_billing import PlanChargeSeen, PlanInvoiceSeen
from ..gateway_returns import DisputeSeen
from .calls import Caller, moment, speaking, with_key
from .returns import dispute_seen, filters

INVOICE_CHARGE = ["payments.data.payment.payment_intent"]
CHARGE_FEES = ["latest_charge.balance_transaction"]


class PlanInvoices(Caller):
    """Invoices of the platform's subscriptions."""

    def list_plan_invoices(self, customer: str) -> Iterator[PlanInvoiceSeen]:
        with speaking():
            for found in self.client.invoices.list({"customer": customer, "limit": 100}).auto_paging_iter():
                yield invoice_seen(found)

    def read_plan_charge(self, invoice: str) -> PlanChargeSeen | None:
        """The charge behind a paid invoice; None where a credit has paid it."""
        with speaking():
            found = self.client.invoices.retrieve(invoice, {"expand": INVOICE_CHARGE})
            intents = [each.payment.payment_intent for each in found.payments.data if each.status == "paid"]
            if not intents:
                return None
            return charge_seen(self.client.payment_intents.retrieve(intents[0].id, {"expand": CHARGE_FEES}))

    def list_plan_disputes(self, *, charge: str | None = None, since: datetime | None = None) -> Iterator[DisputeSeen]:
        """Disputes of plans, the latest first: of one charge, or all since a moment."""
        with speaking():
            for found in self.client.disputes.list(filters(charge, since)).auto_paging_iter():
                yield dispute_seen(found)

    def pay_plan_invoice(self, invoice: str, *, key: str) -> None:
        """Try the subscription's card now; a decline is GatewayRefused with words for the person."""
        with speaking():
            self.client.invoices.pay(invoice, {}, with_key(key))

    def give_up_plan_invoice(self, invoice: str) -> None:
        """Ask for it no more; what waits for its payment is dropped with it."""
        with speaking():
            self.client.invoices.void_invoice(invoice)


def invoice_seen(found: Any) -> PlanInvoiceSeen:
    code = found.currency.upper()
    known = currencies()[code]
    lines = found.lines.data
    return PlanInvoiceSeen(
        id=found.id,
        customer=found.customer,
        number=found.number or "",
        status=found.status,
        description=lines[-1].description or "" if lines else "",
        total=known.from_provider(found.total),
        due=known.from_provider(found.amount_due),
        paid=known.from_provider(found.amount_paid),
        currency=code,
        attempts=found.attempt_count,
        next_try_at=moment(found.next_payment_attempt) if found.next_payment_attempt else None,
        created_at=moment(found.created),
        paid_at=moment(found.status_transitions.paid_at) if found.status_transitions.paid_at else None,
        url=found.hosted_invoice_url or "",
        pdf_url=found.invoice_pdf or "",
        livemode=bool(found.livemode),
    )


def charge_seen(intent: Any) -> PlanChargeSeen | None:
    charge = intent.latest_charge
    if charge is None:
        return None
    known = currencies()[charge.currency.upper()]
    return PlanChargeSeen(
        id=charge.id,
        amount=known.from_provider(charge.amount),
        processing_fee=known.from_provider(charge.balance_transaction.fee),
        refunded=known.from_provider(charge.amount_refunded),
        disputed=bool(charge.disputed),
    )
