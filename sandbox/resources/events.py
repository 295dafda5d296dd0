"""https://docs.stripe.com/api/events"""

from sandbox import objects, webhooks
from sandbox.api import get, listing
from sandbox.params import Params


@get("/events/<id>")
def retrieve(params: Params, id: str):
    return _current(objects.find("event", id))


@get("/events")
def index(params: Params):
    types = params.texts("types")
    marks = ", ".join("?" * len(types))
    conditions = [(f"json_extract(data, '$.type') IN ({marks})", *types)] if types else []
    answer = listing("event", params, "type", conditions=conditions)
    return answer | {"data": [_current(event) for event in answer["data"]]}


def _current(event: dict) -> dict:
    return event | {"pending_webhooks": webhooks.pending(event["id"])}
