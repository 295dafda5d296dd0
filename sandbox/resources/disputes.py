"""https://docs.stripe.com/api/disputes"""

from sandbox import disputing, objects
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.params import Params


@get("/disputes/<id>")
def retrieve(params: Params, id: str):
    return objects.find("dispute", id)


@get("/disputes")
def index(params: Params):
    return listing("dispute", params, "charge", "payment_intent")


@post("/disputes/<id>")
def update(params: Params, id: str):
    dispute = objects.find("dispute", id)
    given = params.plain("evidence")
    unknown = given.keys() - dispute["evidence"].keys()
    if unknown:
        raise InvalidRequest(f"Received unknown parameter: evidence[{min(unknown)}]", "parameter_unknown", "evidence")
    if given:
        disputing.require_open(dispute)
    for name in disputing.FILES & given.keys():
        objects.referred("file", given[name], f"evidence[{name}]")
    dispute["evidence"] |= given
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())
    objects.save(dispute, metadata=params.metadata(dispute["metadata"]))
    emit("charge.dispute.updated", dispute)
    if given and params.flag("submit", default=True):
        disputing.submit(dispute)
    return dispute


@post("/disputes/<id>/close")
def close(params: Params, id: str):
    dispute = objects.find("dispute", id)
    disputing.close(dispute, "lost")
    return dispute
