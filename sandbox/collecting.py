"""Collecting invoices: asked for, charged to the customer's card, tried again, paid."""

from collections.abc import Callable

from sandbox import charging, clock, drafting, objects
from sandbox.errors import CardError, StripeError
from sandbox.events import emit

RETRY_DAYS = (3, 5, 7)
NO_CARD = (
    "This customer has no attached payment source or default payment method. Please consider adding a"
    " default payment method."
)
DESCRIPTIONS = {"subscription_create": "Subscription creation"}
_after_paid: list[Callable[[objects.Object], None]] = []


def after_paid(listener: Callable[[objects.Object], None]) -> Callable[[objects.Object], None]:
    """Let a function hear of each invoice that has been paid."""
    _after_paid.append(listener)
    return listener


def ask(invoice: objects.Object, subscription: objects.Object) -> None:
    """Make the PaymentIntent that an invoice is to be paid with."""
    percent = subscription["application_fee_percent"]
    intent = drafting.new(
        amount=invoice["amount_due"],
        application_fee_amount=round(invoice["amount_due"] * percent / 100) if percent else None,
        currency=invoice["currency"],
        customer=invoice["customer"],
        description=DESCRIPTIONS.get(invoice["billing_reason"], "Subscription update"),
        setup_future_usage="off_session",
    )
    intent.hidden["invoice"] = invoice["id"]
    objects.insert(intent)
    emit("payment_intent.created", intent)
    payment = objects.shape(
        "invoice_payment",
        id=objects.new_id("inpay"),
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
    )
    objects.insert(payment)


def pay(invoice: objects.Object, method_id: str | None, *, off_session: bool) -> None:
    """Charge an open invoice; a refused card raises Stripe's 402."""
    if invoice["status"] != "open":
        raise StripeError(f"Invoice is already {invoice['status']}.", "invoice_not_editable")
    objects.save(invoice, attempted=True, attempt_count=invoice["attempt_count"] + 1)
    if not method_id:
        raise StripeError(NO_CARD, "resource_missing")
    intent = intent_of(invoice)
    intent.hidden["off_session"] = off_session
    objects.save(intent, payment_method=method_id, status="requires_confirmation")
    try:
        charging.confirm(intent)
    except CardError:
        emit("invoice.payment_failed", invoice)
        raise
    if intent["status"] == "requires_action":
        emit("invoice.payment_action_required", invoice)


def try_again_later(invoice: objects.Object) -> bool:
    """Plan the next attempt; says whether there is one."""
    if invoice["attempt_count"] > len(RETRY_DAYS):
        objects.save(invoice, next_payment_attempt=None)
        return False
    days = RETRY_DAYS[invoice["attempt_count"] - 1]
    objects.save(invoice, next_payment_attempt=clock.now() + days * clock.DAY)
    return True


def mark_paid(invoice: objects.Object) -> None:
    """Note that nothing is owed any more, and say so."""
    invoice["status_transitions"]["paid_at"] = clock.now()
    objects.save(
        invoice,
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        next_payment_attempt=None,
        status="paid",
    )
    emit("invoice.paid", invoice)
    emit("invoice.payment_succeeded", invoice)
    for listener in _after_paid:
        listener(invoice)


def intent_of(invoice: dict) -> objects.Object:
    """The PaymentIntent of an invoice."""
    return objects.find("payment_intent", payments_of(invoice)[0]["payment"]["payment_intent"])


def payments_of(invoice: dict) -> list[objects.Object]:
    """The payments of an invoice: one, unless nothing was due."""
    return objects.select("invoice_payment", invoice=invoice["id"])


@charging.after_payment
def record_payment(intent: objects.Object) -> None:
    """An invoice whose intent has succeeded is paid."""
    invoice = objects.peek(intent.hidden.get("invoice"), "invoice")
    if invoice is None or invoice["status"] != "open":
        return
    (payment,) = payments_of(invoice)
    payment["status_transitions"]["paid_at"] = clock.now()
    objects.save(payment, amount_paid=intent["amount_received"], status="paid")
    mark_paid(invoice)
