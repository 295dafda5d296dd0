"""Changing a running subscription: other prices, quantities or intervals, with proration."""

from sandbox import billing, clock, invoicing, later, objects, periods, pricing


def change(subscription: objects.Object, wishes: list[dict], *, prorate: str) -> None:
    """Put other prices or quantities on the items, charging or crediting the rest of the period."""
    start, end = billing.period_of(subscription)
    for wish in wishes:
        item = next(item for item in subscription["items"]["data"] if item["id"] == wish["id"])
        if prorate != "none" and subscription["status"] != "trialing":
            subscription.hidden.setdefault("pending", []).extend(_prorated(subscription, item, wish, start, end))
        item.update(billing.priced(wish["price"]), quantity=wish["quantity"])
    objects.save(subscription)
    _follow_interval(subscription, end)
    if prorate == "always_invoice" and subscription.hidden.get("pending"):
        billing.bill(subscription, "subscription_update", "allow_incomplete", lines=[])


def _prorated(subscription: objects.Object, item: dict, wish: dict, start: int, end: int) -> list[objects.Object]:
    now = clock.now()
    left = periods.left(start, end, now)
    same_interval = item["price"]["recurring"]["interval"] == wish["price"]["recurring"]["interval"]
    lines = [(item, -round(pricing.total([item]) * left), "Unused time")]
    if same_interval:
        lines.append((item | wish, round(pricing.total([wish]) * left), "Remaining time"))
    return [
        invoicing.line(subscription, entry, amount, (now, end), text, proration=True) for entry, amount, text in lines
    ]


def _follow_interval(subscription: objects.Object, end: int) -> None:
    """Another interval begins a new period now, billed at once."""
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    if periods.after(billing.period_of(subscription)[0], recurring) == end or subscription["status"] == "trialing":
        return
    now = clock.now()
    next_end = periods.after(now, recurring)
    for item in subscription["items"]["data"]:
        item.update(current_period_start=now, current_period_end=next_end)
    objects.save(subscription, billing_cycle_anchor=now)
    later.schedule(billing.renew, subscription["id"], next_end - now)
    billing.bill(subscription, "subscription_update", "allow_incomplete")
