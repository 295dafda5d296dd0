"""https://docs.stripe.com/api/customers"""

from typing import Any

from sandbox import customers, objects, saved_cards
from sandbox.api import get, listing, post, remove
from sandbox.events import emit
from sandbox.params import Params

TEXTS = ("description", "email", "name", "phone")


@post("/customers")
def create(params: Params):
    customer = customers.new(metadata=params.metadata())
    objects.save(customer, **_given(params, customer))
    method = params.text("payment_method")
    if method:
        saved_cards.attach(saved_cards.resolve(method), customer["id"])
    emit("customer.created", customer)
    return customer


@get("/customers/<id>")
def retrieve(params: Params, id: str):
    return objects.find("customer", id)


@post("/customers/<id>")
def update(params: Params, id: str):
    customer = objects.find("customer", id)
    objects.save(customer, **_given(params, customer), metadata=params.metadata(customer["metadata"]))
    emit("customer.updated", customer)
    return customer


@remove("/customers/<id>")
def delete(params: Params, id: str):
    customer = objects.find("customer", id)
    emit("customer.deleted", customer)
    return objects.delete(customer)


@get("/customers")
def index(params: Params):
    return listing("customer", params, "email")


@get("/customers/<id>/payment_methods")
def payment_methods(params: Params, id: str):
    objects.find("customer", id)
    return listing("payment_method", params, "type", conditions=[objects.equals("customer", id)])


@get("/customers/<id>/payment_methods/<method_id>")
def payment_method(params: Params, id: str, method_id: str):
    objects.find("customer", id)
    return objects.find("payment_method", method_id)


def _given(params: Params, customer: dict) -> dict:
    given: dict[str, Any] = {name: params.text(name) for name in TEXTS if name in params}
    given |= {name: params.plain(name) or None for name in ("address", "shipping") if name in params}
    if "preferred_locales" in params:
        given["preferred_locales"] = params.texts("preferred_locales")
    if "tax_exempt" in params:
        given["tax_exempt"] = params.choice("tax_exempt", ("none", "exempt", "reverse"))
    default = params.hash("invoice_settings")
    if "default_payment_method" in default:
        given["invoice_settings"] = customer["invoice_settings"] | {
            "default_payment_method": default.text("default_payment_method")
        }
    return given
