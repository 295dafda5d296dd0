"""Prices, their products and what a number of them comes to."""

from sandbox import objects
from sandbox.currencies import MOST, checked_currency
from sandbox.events import emit
from sandbox.params import Params

MOST_ITEMS = 999_999
INTERVALS = ("day", "week", "month", "year")


def new_product(params: Params) -> objects.Object:
    """A product from its parameters."""
    product = objects.shape(
        "product",
        id=params.text("id") or objects.new_id("prod"),
        name=params.need("name"),
        description=params.text("description"),
        active=params.flag("active", True),
        images=params.texts("images"),
        metadata=params.metadata(),
        statement_descriptor=params.text("statement_descriptor"),
        tax_code=params.text("tax_code"),
        unit_label=params.text("unit_label"),
        url=params.text("url"),
    )
    product["updated"] = product["created"]
    objects.insert(product)
    emit("product.created", product)
    return product


def new_price(params: Params) -> objects.Object:
    """A price from its parameters; its product may be made along with it."""
    amount = _unit_amount(params)
    price = objects.shape(
        "price",
        id=objects.new_id("price"),
        active=params.flag("active", True),
        currency=checked_currency(params.need("currency")),
        lookup_key=params.text("lookup_key"),
        metadata=params.metadata(),
        nickname=params.text("nickname"),
        product=_product(params),
        recurring=_recurring(params),
        tax_behavior=params.choice("tax_behavior", ("unspecified", "inclusive", "exclusive")) or "unspecified",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    price["type"] = "recurring" if price["recurring"] else "one_time"
    objects.insert(price)
    emit("price.created", price)
    return price


def lines(params: Params, name: str) -> list[dict]:
    """The prices and quantities of a request: [{"price": …, "quantity": …}]."""
    return [
        {"price": _price(item), "quantity": item.integer("quantity", least=1, most=MOST_ITEMS) or 1}
        for item in params.hashes(name)
    ]


def total(items: list[dict]) -> int:
    """What the lines come to, in minor units."""
    return sum(item["price"]["unit_amount"] * item["quantity"] for item in items)


def _price(item: Params) -> objects.Object:
    if "price_data" in item:
        return new_price(item.hash("price_data"))
    return objects.referred("price", item.need("price"), "price")


def _product(params: Params) -> str:
    if "product_data" in params:
        return new_product(params.hash("product_data"))["id"]
    return objects.referred("product", params.need("product"), "product")["id"]


def _unit_amount(params: Params) -> int:
    if "unit_amount_decimal" in params:  # only whole minor units are known here
        return params.need_integer("unit_amount_decimal", least=0, most=MOST)
    return params.need_integer("unit_amount", least=0, most=MOST)


def _recurring(params: Params) -> dict | None:
    given = params.hash("recurring")
    if not given:
        return None
    return {
        "interval": given.need_choice("interval", INTERVALS),
        "interval_count": given.integer("interval_count", least=1, most=36) or 1,
        "meter": None,
        "trial_period_days": given.integer("trial_period_days", least=0, most=730),
        "usage_type": "licensed",
    }
