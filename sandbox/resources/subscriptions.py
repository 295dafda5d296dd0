"""https://docs.stripe.com/api/subscriptions"""

from typing import Any

from sandbox import billing, changing_plans, objects, pending, pricing, terms
from sandbox.api import get, listing, post, remove
from sandbox.changing_plans import PRORATIONS
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.params import Params

IGNORED = ("payment_settings", "off_session", "collection_method", "billing_mode")


@post("/subscriptions")
def create(params: Params):
    customer = objects.referred("customer", params.need("customer"), "customer")
    for name in IGNORED:
        params.raw(name)
    return billing.subscribe(
        customer,
        pricing.lines(params, "items"),
        behavior=params.choice("payment_behavior", billing.BEHAVIORS) or "allow_incomplete",
        **terms.given(params, customer["id"]),
    )


@get("/subscriptions/<id>")
def retrieve(params: Params, id: str):
    return objects.find("subscription", id)


@post("/subscriptions/<id>")
def update(params: Params, id: str):
    subscription = objects.find("subscription", id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise InvalidRequest("A canceled subscription can only update its cancellation_details and metadata.")
    behavior = params.choice("payment_behavior", billing.BEHAVIORS_OF_UPDATES) or "allow_incomplete"
    if behavior == "pending_if_incomplete":
        return _change_when_paid(subscription, params)
    changes: dict[str, Any] = {"metadata": params.metadata(subscription["metadata"])}
    if "description" in params:
        changes["description"] = params.text("description")
    if "default_payment_method" in params:
        changes["default_payment_method"] = terms.default_card(params, subscription["customer"])
    if "cancel_at_period_end" in params:
        changes |= billing.ending(subscription, params.flag("cancel_at_period_end"))
    for name in IGNORED:
        params.raw(name)
    objects.save(subscription, **changes)
    prorate = params.choice("proration_behavior", PRORATIONS) or "create_prorations"
    wishes = [changing_plans.wished(subscription, item) for item in params.hashes("items")]
    if wishes:
        billing.drop_pending(subscription)
    changing_plans.change(subscription, wishes, prorate=prorate, behavior=behavior)
    emit("customer.subscription.updated", subscription)
    return subscription


@remove("/subscriptions/<id>")
def cancel(params: Params, id: str):
    subscription = objects.find("subscription", id)
    subscription["cancellation_details"] |= params.plain("cancellation_details")
    params.flag("invoice_now")
    params.flag("prorate")
    if subscription["status"] == "canceled":
        raise InvalidRequest(f"No such subscription: '{id}'", "resource_missing", "id")
    return billing.cancel(subscription)


@get("/subscriptions")
def index(params: Params):
    status = params.text("status")
    conditions = [("json_extract(data, '$.status') != ?", "canceled")] if status is None else []
    if status not in (None, "all"):
        conditions = [objects.equals("status", status)]
    return listing("subscription", params, "customer", conditions=conditions)


def _change_when_paid(subscription: objects.Object, params: Params) -> objects.Object:
    prorate = params.choice("proration_behavior", PRORATIONS) or "create_prorations"
    ends = params.flag("cancel_at_period_end") if "cancel_at_period_end" in params else None
    wishes = [changing_plans.wished(subscription, item) for item in params.hashes("items")]
    pending.change(subscription, wishes, prorate=prorate, ends=ends)
    emit("customer.subscription.updated", subscription)
    return subscription
