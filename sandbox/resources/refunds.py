"""https://docs.stripe.com/api/refunds"""

from sandbox import objects, refunding
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.params import Params

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


@post("/refunds")
def create(params: Params):
    return refunding.refund(
        _charge(params),
        params.integer("amount", least=1),
        reason=params.choice("reason", REASONS),
        metadata=params.metadata(),
        with_fee=params.flag("refund_application_fee"),
    )


@get("/refunds/<id>")
def retrieve(params: Params, id: str):
    return objects.find("refund", id)


@post("/refunds/<id>")
def update(params: Params, id: str):
    made = objects.find("refund", id)
    objects.save(made, metadata=params.metadata(made["metadata"]))
    emit("refund.updated", made)
    return made


@get("/refunds")
def index(params: Params):
    return listing("refund", params, "charge", "payment_intent")


def _charge(params: Params) -> objects.Object:
    charge_id, intent_id = params.text("charge"), params.text("payment_intent")
    if charge_id:
        return objects.referred("charge", charge_id, "charge")
    if not intent_id:
        raise InvalidRequest(
            "One of the following params should be provided for this request: payment_intent or charge.",
            "parameter_missing",
        )
    intent = objects.referred("payment_intent", intent_id, "payment_intent")
    if intent["status"] != "succeeded":
        raise InvalidRequest(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            "payment_intent_unexpected_state",
            "payment_intent",
        )
    return objects.find("charge", intent["latest_charge"])
