"""Giving money back, for staff: choose, see exactly what follows, confirm."""

from __future__ import annotations

from uuid import uuid4

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render
from educrowd.core.payments import Payment, Refund, refund_payment, refundable, returned_fee

from ...refunds.forms import ConfirmedRefundForm, RefundForm
from ...refunds.queries import month_of, payer_of, pledge_of
from ...refunds.queries import refunds as all_refunds
from ..blueprint import bp

HEADING = (
    "id", "ordered_at", "payment", "for", "amount", "currency", "fee_returned", "reason", "note", "state", "failure",
    "ordered_by",
)  # fmt: skip
PAYMENT = "crowdfunding/studio/refunds/payment.html"


@bp.get("/studio/refunds/")
@needs("money.read")
def refunds():
    return render("crowdfunding/studio/refunds/index.html", page=paginate(all_refunds(), per_page=25))


@bp.get("/studio/refunds.csv")
@needs("money.read")
def refunds_csv():
    return csv_file("refunds.csv", HEADING, all_refunds(), _row)


@bp.get("/studio/payments/<int:payment_id>/refunds/")
@needs("money.refund")
def payment_refunds(payment_id: int):
    """One payment: what went back of it, and how to give more."""
    payment = find(Payment, id=payment_id)
    form = RefundForm(payment.currency, formdata=None)
    form.amount.show(refundable(payment), payment.currency)
    return render(PAYMENT, form=form, **_shown(payment))


@bp.get("/studio/payments/<int:payment_id>/refunds/confirmation")
@needs("money.refund")
def confirm_refund(payment_id: int):
    """Exactly what would happen, before anything does."""
    payment = find(Payment, id=payment_id)
    form = RefundForm(payment.currency, formdata=request.args)
    left = refundable(payment)
    if form.validate() and (form.amount.minor or 0) > left:
        form.refuse(Refused("This is more than is left of the payment.", field="amount"))
    if form.errors:
        return invalid(PAYMENT, form, **_shown(payment))
    amount = form.amount.minor or 0
    figures = {"amount": amount, "fee": returned_fee(payment, amount), "left": left - amount, "token": uuid4().hex}
    return render("crowdfunding/studio/refunds/confirm.html", form=form, **figures, **_shown(payment))


@bp.post("/studio/payments/<int:payment_id>/refunds/")
@needs("money.refund", unpaid=True)
def create_refund(payment_id: int):
    payment = find(Payment, id=payment_id)
    form = ConfirmedRefundForm(payment.currency)
    if not form.validate_on_submit():
        return invalid(PAYMENT, form, **_shown(payment))
    details = {"reason": form.reason.data, "note": form.note.data or "", "key": f"studio:{form.token.data}"}
    try:
        refund_payment(payment, form.amount.minor, ordered_by=current.user, **details)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(PAYMENT, form, **_shown(payment))
    flash_ok("The refund is ordered. The state below follows the provider.")
    return go(url_for("crowdfunding.payment_refunds", payment_id=payment.id))


def _shown(payment: Payment) -> dict:
    return {
        "payment": payment,
        "payer": payer_of(payment),
        "pledge": pledge_of(payment),
        "month": month_of(payment),
        "refundable": refundable(payment),
        "refunds": Refund.of(payment),
    }


def _row(refund: Refund) -> tuple:
    money = (refund.amount, refund.currency, refund.fee_returned)
    who = refund.orderer.name if refund.orderer else ""
    words = (refund.reason, refund.note, refund.state, refund.failure, who)
    return (refund.id, refund.created_at, refund.payment_id, refund.payment.description, *money, *words)
