"""Invoices: made from lines, charged to the customer's card, tried again, paid or given up."""

from collections.abc import Callable

from sandbox import charging, clock, current, drafting, objects
from sandbox.errors import CardError, StripeError
from sandbox.events import emit
from sandbox.settings import settings

RETRY_DAYS = (3, 5, 7)
NO_CARD = (
    "This customer has no attached payment source or default payment method. Please consider adding a"
    " default payment method."
)


_after_paid: list[Callable[[objects.Object], None]] = []


def after_paid(listener: Callable[[objects.Object], None]) -> Callable[[objects.Object], None]:
    """Let a function hear of each invoice that has been paid."""
    _after_paid.append(listener)
    return listener


def make(subscription: objects.Object, lines: list[objects.Object], reason: str) -> objects.Object:
    """A finalized invoice for these lines; one that comes to nothing is paid at once."""
    customer = objects.find("customer", subscription["customer"])
    total = sum(line["amount"] for line in lines)
    owed = total + customer["balance"]
    invoice = objects.shape(
        "invoice",
        id=objects.new_id("in"),
        amount_due=max(owed, 0),
        amount_remaining=max(owed, 0),
        billing_reason=reason,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_address=customer["address"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        effective_at=clock.now(),
        ending_balance=min(owed, 0),
        number=f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        parent=_parent(subscription),
        period_start=lines[-1]["period"]["start"],
        period_end=lines[-1]["period"]["end"],
        starting_balance=customer["balance"],
        status="open",
        subtotal=total,
        subtotal_excluding_tax=total,
        total=total,
        total_excluding_tax=total,
    )
    _fill(invoice, lines)
    objects.save(customer, balance=min(owed, 0), next_invoice_sequence=customer["next_invoice_sequence"] + 1)
    objects.insert(invoice)
    emit("invoice.created", invoice)
    emit("invoice.finalized", invoice)
    if invoice["amount_due"]:
        _ask_payment(invoice, subscription)
    else:
        _paid(invoice)
    return invoice


def line(
    subscription: objects.Object, item: dict, amount: int, period: tuple[int, int], text: str, proration: bool = False
):
    """One line of an invoice, for one item of a subscription."""
    price = item["price"]
    return objects.shape(
        "line_item",
        id=objects.new_id("il"),
        amount=amount,
        subtotal=amount,
        currency=price["currency"],
        description=text,
        period={"start": period[0], "end": period[1]},
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        quantity=item["quantity"],
        subscription=subscription["id"],
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": proration,
                "proration_details": None,
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
    )


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


def void(invoice: objects.Object) -> objects.Object:
    """Give up an open invoice."""
    if invoice["status"] != "open":
        raise StripeError("You can only void an open invoice.", "invoice_not_editable")
    charging.release(intent_of(invoice), "void_invoice")
    invoice["status_transitions"]["voided_at"] = clock.now()
    objects.save(invoice, status="void", next_payment_attempt=None)
    emit("invoice.voided", invoice)
    return invoice


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
    _paid(invoice)


def _parent(subscription: dict) -> dict:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}


def _fill(invoice: objects.Object, lines: list[objects.Object]) -> None:
    for entry in lines:
        entry["invoice"] = invoice["id"]
    invoice["lines"] |= {"data": lines, "url": f"/v1/invoices/{invoice['id']}/lines"}
    invoice["hosted_invoice_url"] = f"{settings.origin}/_sandbox/objects/{current.account()}/{invoice['id']}"
    invoice["status_transitions"]["finalized_at"] = clock.now()


def _ask_payment(invoice: objects.Object, subscription: objects.Object) -> None:
    percent = subscription["application_fee_percent"]
    intent = drafting.new(
        amount=invoice["amount_due"],
        application_fee_amount=round(invoice["amount_due"] * percent / 100) if percent else None,
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription creation"
        if invoice["billing_reason"] == "subscription_create"
        else "Subscription update",
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


def _paid(invoice: objects.Object) -> None:
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
