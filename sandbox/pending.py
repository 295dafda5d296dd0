"""Pending updates: a change of a subscription that counts once its invoice is paid, and is dropped with it."""

from sandbox import billing, changing_plans, clock, collecting, invoicing, later, objects
from sandbox.errors import StripeError
from sandbox.events import emit

HOURS = 23


def change(subscription: objects.Object, wishes: list[dict], *, prorate: str, ends: bool | None) -> None:
    """Bill the difference; what is not paid at once waits for its payment."""
    billing.drop_pending(subscription)
    lines = changing_plans.lines_of(subscription, wishes, prorate=prorate) if prorate == "always_invoice" else []
    subscription.hidden["wishes"] = {"items": wishes, "ends": ends}
    invoice = invoicing.make(subscription, lines, "subscription_update") if lines else None
    if invoice:
        objects.save(subscription, latest_invoice=invoice["id"])
    if invoice is None or invoice["status"] == "paid":
        _apply(subscription)
        return
    _wait_for(subscription, invoice, wishes, ends)
    _collect(subscription, invoice)


@later.task
def drop_unpaid_change(invoice_id: str) -> None:
    """Nobody has paid in time."""
    invoice = objects.find("invoice", invoice_id)
    if invoice["status"] == "open":
        invoicing.void(invoice)


@collecting.after_paid
def apply_paid(invoice: objects.Object) -> None:
    """What waited for this invoice counts now."""
    if subscription := _waiting_for(invoice):
        _apply(subscription)
        emit("customer.subscription.pending_update_applied", subscription)
        emit("customer.subscription.updated", subscription)


@invoicing.after_void
def forget(invoice: objects.Object) -> None:
    """What waited for this invoice never counts."""
    if subscription := _waiting_for(invoice):
        _forget(subscription)
        emit("customer.subscription.pending_update_expired", subscription)
        emit("customer.subscription.updated", subscription)


def _wait_for(subscription: objects.Object, invoice: objects.Object, wishes: list[dict], ends: bool | None) -> None:
    expires = min(clock.now() + HOURS * 3600, billing.period_of(subscription)[1])
    items = [_item(subscription, wish) for wish in wishes]
    unset = dict.fromkeys(("billing_cycle_anchor", "discount", "discounts", "metadata", "trial_end", "trial_from_plan"))
    subscription.hidden["waits_for"] = invoice["id"]
    waits = unset | {"expires_at": expires, "subscription_items": items, "cancel_at_period_end": ends}
    objects.save(subscription, pending_update=waits)
    later.schedule(drop_unpaid_change, invoice["id"], expires - clock.now())


def _item(subscription: objects.Object, wish: dict) -> dict:
    item = next(each for each in subscription["items"]["data"] if each["id"] == wish["id"])
    return {**item, **billing.priced(wish["price"]), "quantity": wish["quantity"]}


def _collect(subscription: objects.Object, invoice: objects.Object) -> None:
    try:
        collecting.pay(invoice, billing.card_of(subscription), off_session=True)
    except StripeError as refusal:
        if refusal.code == "authentication_required":
            emit("invoice.payment_action_required", invoice)
    objects.refresh(subscription)


def _waiting_for(invoice: objects.Object) -> objects.Object | None:
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    subscription = objects.peek(details.get("subscription"), "subscription")
    return subscription if subscription and subscription.hidden.get("waits_for") == invoice["id"] else None


def _apply(subscription: objects.Object) -> None:
    wishes = subscription.hidden["wishes"]
    _forget(subscription)
    changing_plans.put(subscription, wishes["items"])
    if wishes["ends"] is not None:
        objects.save(subscription, **billing.ending(subscription, wishes["ends"]))


def _forget(subscription: objects.Object) -> None:
    for name in ("wishes", "waits_for"):
        subscription.hidden.pop(name, None)
    objects.save(subscription, pending_update=None)
