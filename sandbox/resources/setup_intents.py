"""https://docs.stripe.com/api/setup_intents"""

from sandbox import objects, saved_cards, setting_up
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest, StripeError
from sandbox.events import emit
from sandbox.params import Params

CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
UNEXPECTED = "setup_intent_unexpected_state"
REASONS = ("abandoned", "requested_by_customer", "duplicate")


@post("/setup_intents")
def create(params: Params):
    intent = setting_up.new(
        customer=params.text("customer"),
        usage=params.choice("usage", ("off_session", "on_session")) or "off_session",
        description=params.text("description"),
        metadata=params.metadata(),
        payment_method_types=params.texts("payment_method_types", ["card"]),
        automatic_payment_methods=_automatic(params),
    )
    _take_method(intent, params)
    intent.hidden["return_url"] = params.text("return_url")
    emit("setup_intent.created", intent)
    if params.flag("confirm"):
        _confirm(intent)
    return intent


@get("/setup_intents/<id>")
def retrieve(params: Params, id: str):
    params.text("client_secret")
    return objects.find("setup_intent", id)


@post("/setup_intents/<id>")
def update(params: Params, id: str):
    intent = objects.find("setup_intent", id)
    _take_method(intent, params)
    texts = {name: params.text(name) for name in ("customer", "description") if name in params}
    return objects.save(intent, **texts, metadata=params.metadata(intent["metadata"]))


@get("/setup_intents")
def index(params: Params):
    return listing("setup_intent", params, "customer", "payment_method")


@post("/setup_intents/<id>/confirm")
def confirm(params: Params, id: str):
    intent = objects.find("setup_intent", id)
    _take_method(intent, params)
    intent.hidden["return_url"] = params.text("return_url") or intent.hidden["return_url"]
    params.raw("mandate_data")
    _confirm(intent)
    return intent


@post("/setup_intents/<id>/cancel")
def cancel(params: Params, id: str):
    intent = objects.find("setup_intent", id)
    reason = params.choice("cancellation_reason", REASONS)
    if intent["status"] not in CANCELABLE:
        raise _unexpected("cancel", intent)
    objects.save(intent, status="canceled", cancellation_reason=reason, next_action=None)
    emit("setup_intent.canceled", intent)
    return intent


def _confirm(intent: objects.Object) -> None:
    if intent["status"] == "requires_payment_method":
        raise InvalidRequest(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            UNEXPECTED,
            setup_intent=intent,
        )
    if intent["status"] not in ("requires_confirmation", "requires_action"):
        raise _unexpected("confirm", intent)
    setting_up.confirm(intent)


def _take_method(intent: objects.Object, params: Params) -> None:
    name = params.text("payment_method")
    if name:
        method = saved_cards.resolve(name)
        saved_cards.check_usable(method, intent["customer"])
        objects.save(intent, payment_method=method["id"], status="requires_confirmation")


def _automatic(params: Params) -> dict | None:
    given = params.hash("automatic_payment_methods")
    return (
        {
            "allow_redirects": given.choice("allow_redirects", ("always", "never")) or "always",
            "enabled": given.flag("enabled"),
        }
        if given
        else None
    )


def _unexpected(verb: str, intent: dict) -> StripeError:
    message = f"You cannot {verb} this SetupIntent because it has a status of {intent['status']}."
    return StripeError(message, UNEXPECTED, setup_intent=intent)
