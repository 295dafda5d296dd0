"""Changing a running subscription: other prices, quantities or intervals, with proration."""

from sandbox import billing, clock, invoicing, later, objects, periods, pricing
from sandbox.errors import InvalidRequest
from sandbox.params import Params

PRORATIONS = ("create_prorations", "none", "always_invoice")


def wished(subscription: objects.Object, params: Params) -> dict:
    """What a request wants of one item."""
    id = params.need("id")
    item = next((item for item in subscription["items"]["data"] if item["id"] == id), None)
    if item is None:
        raise InvalidRequest(f"No such subscription item: '{id}'", "resource_missing", "items")
    price = params.text("price")
    return {
        "id": id,
        "price": objects.referred("price", price, "items[price]") if price else item["price"],
        "quantity": params.integer("quantity", least=1, most=pricing.MOST_ITEMS) or item["quantity"],
    }


def preview(subscription: objects.Object, wishes: list[dict], *, prorate: str) -> objects.Object:
    """The invoice that a change would make now, which is not made."""
    lines = [objects.Object(line) for line in subscription.hidden.get("pending", [])]
    return invoicing.draw_up(subscription, lines + lines_of(subscription, wishes, prorate=prorate), "upcoming")


def lines_of(subscription: objects.Object, wishes: list[dict], *, prorate: str) -> list[objects.Object]:
    """What a change would charge and credit now."""
    start, end = billing.period_of(subscription)
    lines: list[objects.Object] = []
    for wish in wishes if subscription["status"] != "trialing" else ():
        item = _item(subscription, wish["id"])
        if prorate != "none":
            lines += _prorated(subscription, item, wish, start, end)
        if _has_other_interval(item, wish):
            lines.append(_whole_period(subscription, item, wish))
    return lines


def put(subscription: objects.Object, wishes: list[dict]) -> None:
    """Put other prices or quantities on the items, all of it paid; another interval begins a period now."""
    restarts = False
    for wish in wishes:
        item = _item(subscription, wish["id"])
        restarts = restarts or _has_other_interval(item, wish)
        item.update(billing.priced(wish["price"]), quantity=wish["quantity"])
    if restarts and subscription["status"] != "trialing":
        _begin_period(subscription)
    objects.save(subscription)


def change(
    subscription: objects.Object, wishes: list[dict], *, prorate: str, behavior: str = "allow_incomplete"
) -> None:
    """Put other prices or quantities on the items, charging or crediting the rest of the period."""
    start, end = billing.period_of(subscription)
    for wish in wishes:
        item = _item(subscription, wish["id"])
        if prorate != "none" and subscription["status"] != "trialing":
            subscription.hidden.setdefault("pending", []).extend(_prorated(subscription, item, wish, start, end))
        item.update(billing.priced(wish["price"]), quantity=wish["quantity"])
    objects.save(subscription)
    _follow_interval(subscription, end, behavior)
    if prorate == "always_invoice" and subscription.hidden.get("pending"):
        billing.bill(subscription, "subscription_update", behavior, lines=[])


def _item(subscription: objects.Object, id: str) -> dict:
    return next(item for item in subscription["items"]["data"] if item["id"] == id)


def _has_other_interval(item: dict, wish: dict) -> bool:
    return item["price"]["recurring"]["interval"] != wish["price"]["recurring"]["interval"]


def _whole_period(subscription: objects.Object, item: dict, wish: dict) -> objects.Object:
    now = clock.now()
    period = (now, periods.after(now, wish["price"]["recurring"]))
    return invoicing.line(subscription, item | wish, pricing.total([wish]), period, "A new period")


def _prorated(subscription: objects.Object, item: dict, wish: dict, start: int, end: int) -> list[objects.Object]:
    now = clock.now()
    left = periods.left(start, end, now)
    lines = [(item, -round(pricing.total([item]) * left), "Unused time")]
    if not _has_other_interval(item, wish):
        lines.append((item | wish, round(pricing.total([wish]) * left), "Remaining time"))
    return [
        invoicing.line(subscription, entry, amount, (now, end), text, proration=True) for entry, amount, text in lines
    ]


def _follow_interval(subscription: objects.Object, end: int, behavior: str) -> None:
    """Another interval begins a new period now, billed at once."""
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    if periods.after(billing.period_of(subscription)[0], recurring) == end or subscription["status"] == "trialing":
        return
    _begin_period(subscription)
    billing.bill(subscription, "subscription_update", behavior)


def _begin_period(subscription: objects.Object) -> None:
    now = clock.now()
    next_end = periods.after(now, subscription["items"]["data"][0]["price"]["recurring"])
    for item in subscription["items"]["data"]:
        item.update(current_period_start=now, current_period_end=next_end)
    objects.save(subscription, billing_cycle_anchor=now)
    later.schedule(billing.renew, subscription["id"], next_end - now)
