"""Invoices: made from lines, and given up."""

from collections.abc import Callable

from sandbox import charging, clock, collecting, current, objects
from sandbox.errors import StripeError
from sandbox.events import emit
from sandbox.settings import settings

_after_void: list[Callable[[objects.Object], None]] = []


def after_void(listener: Callable[[objects.Object], None]) -> Callable[[objects.Object], None]:
    """Let a function hear of each invoice that was given up."""
    _after_void.append(listener)
    return listener


def make(subscription: objects.Object, lines: list[objects.Object], reason: str) -> objects.Object:
    """A finalized invoice for these lines; one that comes to nothing is paid at once."""
    customer = objects.find("customer", subscription["customer"])
    invoice = draw_up(subscription, lines, reason)
    invoice.update(
        effective_at=clock.now(),
        number=f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        status="open",
    )
    _finalize(invoice)
    sequence = customer["next_invoice_sequence"] + 1
    objects.save(customer, balance=invoice["ending_balance"], next_invoice_sequence=sequence)
    objects.insert(invoice)
    emit("invoice.created", invoice)
    emit("invoice.finalized", invoice)
    if invoice["amount_due"]:
        collecting.ask(invoice, subscription)
    else:
        collecting.mark_paid(invoice)
    return invoice


def draw_up(subscription: objects.Object, lines: list[objects.Object], reason: str) -> objects.Object:
    """A draft for these lines, written nowhere yet."""
    customer = objects.find("customer", subscription["customer"])
    total = sum(line["amount"] for line in lines)
    owed = total + customer["balance"]
    now = clock.now()
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
        ending_balance=min(owed, 0),
        parent=_parent(subscription),
        period_start=lines[-1]["period"]["start"] if lines else now,
        period_end=lines[-1]["period"]["end"] if lines else now,
        starting_balance=customer["balance"],
        subtotal=total,
        subtotal_excluding_tax=total,
        total=total,
        total_excluding_tax=total,
    )
    for entry in lines:
        entry["invoice"] = invoice["id"]
    invoice["lines"] |= {"data": lines, "url": f"/v1/invoices/{invoice['id']}/lines"}
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


def void(invoice: objects.Object) -> objects.Object:
    """Give up an open invoice."""
    if invoice["status"] != "open":
        raise StripeError("You can only void an open invoice.", "invoice_not_editable")
    charging.release(collecting.intent_of(invoice), "void_invoice")
    invoice["status_transitions"]["voided_at"] = clock.now()
    objects.save(invoice, status="void", next_payment_attempt=None)
    _return_credit(invoice)
    emit("invoice.voided", invoice)
    for listener in _after_void:
        listener(invoice)
    return invoice


def _return_credit(invoice: objects.Object) -> None:
    """What it took of the customer's balance."""
    customer = objects.find("customer", invoice["customer"])
    objects.save(customer, balance=customer["balance"] + invoice["starting_balance"] - invoice["ending_balance"])


def _parent(subscription: dict) -> dict:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}


def _finalize(invoice: objects.Object) -> None:
    invoice["hosted_invoice_url"] = f"{settings.origin}/invoice/{current.account()}/{invoice['id']}"
    invoice["status_transitions"]["finalized_at"] = clock.now()
