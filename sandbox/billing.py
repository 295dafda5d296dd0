"""Subscriptions: begun, renewed, changed with proration, past due, ended."""

from sandbox import clock, collecting, invoicing, later, objects, periods, pricing
from sandbox.errors import InvalidRequest, StripeError
from sandbox.events import emit

INCOMPLETE_HOURS = 23
BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
BEHAVIORS_OF_UPDATES = (*BEHAVIORS, "pending_if_incomplete")


def subscribe(customer: objects.Object, lines: list[dict], *, behavior: str, trial_end: int | None, **values):
    """Begin a subscription and bill its first period, unless it begins with a trial."""
    if not lines:
        raise InvalidRequest("Missing required param: items.", "parameter_missing", "items")
    start = clock.now()
    id = objects.new_id("sub")
    subscription = objects.shape(
        "subscription",
        id=id,
        billing_cycle_anchor=trial_end or start,
        currency=lines[0]["price"]["currency"],
        customer=customer["id"],
        start_date=start,
        trial_end=trial_end,
        trial_start=start if trial_end else None,
        **values,
    )
    end = trial_end or periods.after(start, lines[0]["price"]["recurring"])
    items = [_item(subscription, entry, start, end) for entry in lines]
    subscription["items"] |= {"data": items, "url": f"/v1/subscription_items?subscription={id}"}
    subscription["status"] = "trialing" if trial_end else "incomplete"
    objects.insert(subscription)
    emit("customer.subscription.created", subscription)
    later.schedule(renew, id, end - clock.now())
    if not trial_end:
        bill(subscription, "subscription_create", behavior)
    return subscription


def cancel(subscription: objects.Object, reason: str = "cancellation_requested") -> objects.Object:
    """End a subscription now."""
    drop_pending(subscription)
    subscription["cancellation_details"]["reason"] = reason
    now = clock.now()
    objects.save(subscription, status="canceled", canceled_at=now, ended_at=now)
    emit("customer.subscription.deleted", subscription)
    return subscription


def drop_pending(subscription: objects.Object) -> None:
    """Give up a change that waits for its payment."""
    if invoice_id := subscription.hidden.get("waits_for"):
        invoicing.void(objects.find("invoice", invoice_id))
        objects.refresh(subscription)


def bill(subscription: objects.Object, reason: str, behavior: str, lines: list | None = None) -> None:
    """Invoice what was prorated and these lines (by default the whole period), and collect it."""
    if lines is None:
        lines = [_period_line(subscription, item) for item in subscription["items"]["data"]]
    pending = [objects.Object(line) for line in subscription.hidden.pop("pending", [])]
    objects.save(subscription)
    invoice = invoicing.make(subscription, [*pending, *lines], reason)
    objects.save(objects.refresh(subscription), latest_invoice=invoice["id"])
    if invoice["status"] == "paid":
        return
    if reason == "subscription_create":
        later.schedule(give_up_incomplete, subscription["id"], INCOMPLETE_HOURS * 3600)
    if behavior != "default_incomplete":
        _collect(subscription, invoice, strict=behavior == "error_if_incomplete")


def ending(subscription: objects.Object, ends: bool) -> dict:
    """The fields that say whether a subscription ends with its period."""
    end = period_of(subscription)[1]
    return {
        "cancel_at_period_end": ends,
        "cancel_at": end if ends else None,
        "canceled_at": clock.now() if ends else None,
    }


def priced(price: dict) -> dict:
    """The fields of a subscription's item that its price decides."""
    recurring = price["recurring"]
    if recurring is None:
        raise InvalidRequest(
            "The price specified is of type one_time; a subscription takes recurring ones.", param="items"
        )
    copied = ("id", "active", "created", "currency", "metadata", "nickname", "product")
    plan = objects.shape(
        "plan",
        amount=price["unit_amount"],
        amount_decimal=price["unit_amount_decimal"],
        interval=recurring["interval"],
        interval_count=recurring["interval_count"],
        **{name: price[name] for name in copied},
    )
    return {"plan": plan, "price": price}


def period_of(subscription: objects.Object) -> tuple[int, int]:
    """The current period, in seconds since 1970."""
    first = subscription["items"]["data"][0]
    return first["current_period_start"], first["current_period_end"]


@later.task
def renew(subscription_id: str) -> None:
    """The period is over: end the subscription, or bill the next one."""
    subscription = objects.find("subscription", subscription_id)
    _, end = period_of(subscription)
    if subscription["status"] not in ("active", "trialing", "past_due") or end > clock.now():
        return
    if subscription["cancel_at_period_end"]:
        cancel(subscription)
        return
    drop_pending(subscription)
    next_end = periods.after(end, subscription["items"]["data"][0]["price"]["recurring"])
    for item in subscription["items"]["data"]:
        item.update(current_period_start=end, current_period_end=next_end)
    objects.save(subscription, status="active")
    later.schedule(renew, subscription_id, next_end - clock.now())
    bill(subscription, "subscription_cycle", "allow_incomplete")


@later.task
def retry(subscription_id: str) -> None:
    """Try the latest invoice again."""
    subscription = objects.find("subscription", subscription_id)
    if subscription["status"] == "past_due":
        _collect(subscription, objects.find("invoice", subscription["latest_invoice"]))


@later.task
def give_up_incomplete(subscription_id: str) -> None:
    """A first payment that never came ends the subscription."""
    subscription = objects.find("subscription", subscription_id)
    if subscription["status"] == "incomplete":
        invoicing.void(objects.find("invoice", subscription["latest_invoice"]))
        objects.save(subscription, status="incomplete_expired", ended_at=clock.now())
        emit("customer.subscription.updated", subscription)


def card_of(subscription: objects.Object) -> str | None:
    """The card that pays: the subscription's own, else the customer's default."""
    customer = objects.find("customer", subscription["customer"])
    return subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]


@collecting.after_paid
def settle(invoice: objects.Object) -> None:
    """A subscription whose invoice is paid is active."""
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    subscription = objects.peek(details.get("subscription"), "subscription")
    if subscription is None or subscription["status"] not in ("incomplete", "past_due"):
        return
    if not subscription["default_payment_method"] and invoice["amount_due"]:
        subscription["default_payment_method"] = collecting.intent_of(invoice)["payment_method"]
    objects.save(subscription, status="active")
    emit("customer.subscription.updated", subscription)


def _collect(subscription: objects.Object, invoice: objects.Object, *, strict: bool = False) -> None:
    first = subscription["status"] == "incomplete"
    try:
        collecting.pay(invoice, card_of(subscription), off_session=not first)
    except StripeError as refusal:
        if strict:
            refusal.kept = False
        if strict or (first and not refusal.kept):
            raise
        if not first:
            _fall_behind(objects.refresh(subscription), objects.refresh(invoice))
    objects.refresh(subscription)


def _fall_behind(subscription: objects.Object, invoice: objects.Object) -> None:
    if not collecting.try_again_later(invoice):
        cancel(subscription, "payment_failed")
        return
    objects.save(subscription, status="past_due")
    emit("customer.subscription.updated", subscription)
    later.schedule(retry, subscription["id"], invoice["next_payment_attempt"] - clock.now())


def _item(subscription: objects.Object, entry: dict, start: int, end: int) -> objects.Object:
    return objects.shape(
        "subscription_item",
        id=objects.new_id("si"),
        current_period_start=start,
        current_period_end=end,
        quantity=entry["quantity"],
        subscription=subscription["id"],
        **priced(entry["price"]),
    )


def _period_line(subscription: objects.Object, item: dict) -> objects.Object:
    name = objects.find("product", item["price"]["product"])["name"]
    period = (item["current_period_start"], item["current_period_end"])
    return invoicing.line(subscription, item, pricing.total([item]), period, f"{item['quantity']} × {name}")
