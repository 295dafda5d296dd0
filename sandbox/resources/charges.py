"""https://docs.stripe.com/api/charges"""

from sandbox import objects
from sandbox.api import get, listing, post
from sandbox.events import emit
from sandbox.expanding import includable
from sandbox.params import Params


@get("/charges/<id>")
def retrieve(params: Params, id: str):
    return objects.find("charge", id)


@post("/charges/<id>")
def update(params: Params, id: str):
    charge = objects.find("charge", id)
    changes = {name: params.text(name) for name in ("description", "receipt_email", "transfer_group") if name in params}
    objects.save(charge, **changes, metadata=params.metadata(charge["metadata"]))
    emit("charge.updated", charge)
    return charge


@get("/charges")
def index(params: Params):
    return listing("charge", params, "customer", "payment_intent", "transfer_group")


@includable("charge", "refunds")
def refunds(charge: dict) -> dict:
    """The charge's refunds, when asked for."""
    data = objects.select("refund", charge=charge["id"])
    return {
        "object": "list",
        "data": data[:10],
        "has_more": len(data) > 10,
        "url": f"/v1/charges/{charge['id']}/refunds",
    }
