"""https://docs.stripe.com/api/products"""

from typing import Any

from sandbox import clock, objects, pricing
from sandbox.api import get, listing, post, remove
from sandbox.events import emit
from sandbox.params import Params

TEXTS = ("name", "description", "statement_descriptor", "tax_code", "unit_label", "url", "default_price")


@post("/products")
def create(params: Params):
    return pricing.new_product(params)


@get("/products/<id>")
def retrieve(params: Params, id: str):
    return objects.find("product", id)


@post("/products/<id>")
def update(params: Params, id: str):
    product = objects.find("product", id)
    changes: dict[str, Any] = {name: params.text(name) for name in TEXTS if name in params}
    changes["active"] = params.flag("active", product["active"])
    objects.save(product, **changes, metadata=params.metadata(product["metadata"]), updated=clock.now())
    emit("product.updated", product)
    return product


@remove("/products/<id>")
def delete(params: Params, id: str):
    product = objects.find("product", id)
    emit("product.deleted", product)
    return objects.delete(product)


@get("/products")
def index(params: Params):
    active = params.maybe("active")
    return listing("product", params, conditions=[] if active is None else [objects.equals("active", active)])
