"""https://docs.stripe.com/api/webhook_endpoints"""

import secrets
from typing import Any

from sandbox import objects
from sandbox.api import get, listing, post, remove
from sandbox.params import Params


@post("/webhook_endpoints")
def create(params: Params):
    endpoint = objects.shape(
        "webhook_endpoint",
        id=objects.new_id("we"),
        api_version=params.text("api_version"),
        description=params.text("description"),
        enabled_events=params.texts("enabled_events"),
        metadata=params.metadata(),
        url=params.need("url"),
    )
    secret = f"whsec_{secrets.token_hex(16)}"
    endpoint.hidden.update(secret=secret, connect=params.flag("connect"))
    objects.insert(endpoint)
    return endpoint | {"secret": secret}


@get("/webhook_endpoints/<id>")
def retrieve(params: Params, id: str):
    return objects.find("webhook_endpoint", id)


@post("/webhook_endpoints/<id>")
def update(params: Params, id: str):
    endpoint = objects.find("webhook_endpoint", id)
    changes: dict[str, Any] = {name: params.text(name) for name in ("description", "url") if name in params}
    if "enabled_events" in params:
        changes["enabled_events"] = params.texts("enabled_events")
    if "disabled" in params:
        changes["status"] = "disabled" if params.flag("disabled") else "enabled"
    return objects.save(endpoint, **changes, metadata=params.metadata(endpoint["metadata"]))


@remove("/webhook_endpoints/<id>")
def delete(params: Params, id: str):
    return objects.delete(objects.find("webhook_endpoint", id))


@get("/webhook_endpoints")
def index(params: Params):
    return listing("webhook_endpoint", params)
