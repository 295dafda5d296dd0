"""https://docs.stripe.com/api/prices"""

from typing import Any

from sandbox import objects, pricing
from sandbox.api import get, listing, post
from sandbox.events import emit
from sandbox.params import Params


@post("/prices")
def create(params: Params):
    return pricing.new_price(params)


@get("/prices/<id>")
def retrieve(params: Params, id: str):
    return objects.find("price", id)


@post("/prices/<id>")
def update(params: Params, id: str):
    price = objects.find("price", id)
    changes: dict[str, Any] = {name: params.text(name) for name in ("nickname", "lookup_key") if name in params}
    changes["active"] = params.flag("active", price["active"])
    objects.save(price, **changes, metadata=params.metadata(price["metadata"]))
    emit("price.updated", price)
    return price


@get("/prices")
def index(params: Params):
    active, keys = params.maybe("active"), params.texts("lookup_keys")
    conditions: list[tuple] = [] if active is None else [objects.equals("active", active)]
    if keys:
        conditions.append((f"json_extract(data, '$.lookup_key') IN ({', '.join('?' * len(keys))})", *keys))
    return listing("price", params, "currency", "product", "type", conditions=conditions)
