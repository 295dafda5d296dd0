"""https://docs.stripe.com/api/payment_intents"""

from sandbox import charging, currencies, drafting, objects, saved_cards
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest, StripeError
from sandbox.events import emit
from sandbox.params import Params

CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
CAPTURE_METHODS = ("automatic", "automatic_async", "manual")
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
NEEDS_RETURN_URL = (
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of"
    " these payment methods might redirect your customer off of your page, you must provide a"
    " `return_url`. If you don't want to accept redirect-based payment methods, set"
    " `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to"
    " `never` when creating Setup Intents and Payment Intents."
)


@post("/payment_intents")
def create(params: Params):
    currency = currencies.checked_currency(params.need("currency"))
    amount = params.need_integer("amount", least=1)
    currencies.check_amount(amount, currency)
    types = params.texts("payment_method_types")
    intent = drafting.new(
        amount=amount,
        currency=currency,
        customer=params.text("customer"),
        capture_method=params.choice("capture_method", CAPTURE_METHODS) or "automatic",
        payment_method_types=types or ["card"],
        automatic_payment_methods=None if types else _automatic(params),
        **drafting.given(params, amount),
    )
    _set(intent, params)
    objects.insert(intent)
    emit("payment_intent.created", intent)
    if params.flag("confirm"):
        _confirm(intent)
    return intent


@get("/payment_intents/<id>")
def retrieve(params: Params, id: str):
    params.text("client_secret")
    return objects.find("payment_intent", id)


@post("/payment_intents/<id>")
def update(params: Params, id: str):
    intent = objects.find("payment_intent", id)
    amount = params.integer("amount", least=1) or intent["amount"]
    changes = drafting.given(params, amount, intent) | {"amount": amount}
    if intent["status"] not in OPEN and any(
        intent[name] != value for name, value in changes.items() if name != "metadata"
    ):
        raise _unexpected("update", intent)
    currencies.check_amount(amount, intent["currency"])
    _set(intent, params)
    if "customer" in params:
        changes["customer"] = objects.referred("customer", params.need("customer"), "customer")["id"]
    return objects.save(intent, **changes)


@get("/payment_intents")
def index(params: Params):
    return listing("payment_intent", params, "customer")


@post("/payment_intents/<id>/confirm")
def confirm(params: Params, id: str):
    intent = objects.find("payment_intent", id)
    if intent["status"] in OPEN:
        _set(intent, params)
        if "receipt_email" in params:
            intent["receipt_email"] = params.text("receipt_email")
    _confirm(intent)
    return intent


@post("/payment_intents/<id>/cancel")
def cancel(params: Params, id: str):
    intent = objects.find("payment_intent", id)
    reason = params.choice("cancellation_reason", REASONS)
    if intent["status"] not in CANCELABLE:
        raise _unexpected("cancel", intent)
    charging.release(intent, reason)
    return intent


@post("/payment_intents/<id>/capture")
def capture(params: Params, id: str):
    intent = objects.find("payment_intent", id)
    amount = params.integer("amount_to_capture", least=1) or intent["amount_capturable"]
    if intent["status"] != "requires_capture":
        raise _unexpected("capture", intent)
    if amount > intent["amount_capturable"]:
        raise InvalidRequest(
            "The amount to capture is greater than the amount that was authorized.",
            "amount_too_large",
            "amount_to_capture",
        )
    charge = objects.find("charge", intent["latest_charge"])
    if "application_fee_amount" in params:
        charge["application_fee_amount"] = intent["application_fee_amount"] = drafting.fee(params, amount, None)
    charging.take(intent, charge, amount)
    emit("charge.captured", charge)
    charging.succeeded(intent)
    return intent


def _confirm(intent: objects.Object) -> None:
    if intent["status"] not in OPEN:
        raise _unexpected("confirm", intent)
    if not intent["payment_method"]:
        raise InvalidRequest(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either"
            " update the PaymentIntent with a payment method and then confirm it again, or confirm it"
            " again directly with a payment method or ConfirmationToken.",
            "payment_intent_unexpected_state",
            payment_intent=intent,
        )
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and not intent.hidden["return_url"]:
        raise InvalidRequest(NEEDS_RETURN_URL, param="return_url")
    charging.confirm(intent)


def _set(intent: objects.Object, params: Params) -> None:
    """Take what creating, updating and confirming have in common."""
    hidden = intent.hidden
    hidden["return_url"] = params.text("return_url") or hidden["return_url"]
    if "off_session" in params:
        hidden["off_session"] = params.text("off_session") not in ("false", None)
    if "setup_future_usage" in params:
        intent["setup_future_usage"] = params.choice("setup_future_usage", ("off_session", "on_session"))
    options = params.hash("payment_method_options").hash("card")
    if options:
        wish = options.choice("request_three_d_secure", ("automatic", "any", "challenge")) or "automatic"
        intent["payment_method_options"]["card"]["request_three_d_secure"] = wish
    for unused in ("mandate_data", "confirmation_method", "use_stripe_sdk", "error_on_requires_action"):
        params.raw(unused)
    name = params.text("payment_method")
    if name:
        method = saved_cards.resolve(name)
        saved_cards.check_usable(method, intent["customer"])
        intent.update(payment_method=method["id"], status="requires_confirmation")


def _automatic(params: Params) -> dict:
    given = params.hash("automatic_payment_methods")
    redirects = given.choice("allow_redirects", ("always", "never")) or "always"
    return {"allow_redirects": redirects, "enabled": given.flag("enabled", True)}


def _unexpected(verb: str, intent: dict) -> StripeError:
    already = "it has already succeeded after being previously confirmed" if intent["status"] == "succeeded" else None
    message = f"You cannot {verb} this PaymentIntent because {already or 'it has a status of ' + intent['status']}."
    return StripeError(message, "payment_intent_unexpected_state", payment_intent=intent)
