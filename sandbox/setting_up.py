"""Saving a card for later: the verbs of a SetupIntent."""

import secrets

from sandbox import cards, objects, saved_cards
from sandbox.authentication import next_action
from sandbox.errors import CardError
from sandbox.events import emit

AUTHENTICATION_FAILED = "The latest attempt to set up the payment method has failed because authentication failed."


def new(**values) -> objects.Object:
    """A SetupIntent that still needs a card."""
    if values.get("customer"):
        objects.referred("customer", values["customer"], "customer")
    id = objects.new_id("seti")
    intent = objects.shape("setup_intent", id=id, client_secret=f"{id}_secret_{secrets.token_hex(12)}", **values)
    intent.hidden["return_url"] = None
    return objects.insert(intent)


def confirm(intent: objects.Object) -> None:
    """Save the intent's card, or ask for 3-D Secure first; a refused card raises Stripe's 402."""
    card = saved_cards.card_of(_method(intent))
    if not card.can_be_saved:
        raise decline(intent, card.declines)
    if not card.asks_on_setup():
        succeed(intent)
        return
    objects.save(intent, status="requires_action", next_action=next_action(intent), last_setup_error=None)
    emit("setup_intent.requires_action", intent)


def succeed(intent: objects.Object) -> None:
    """The card is saved and may be charged off session."""
    method = _method(intent)
    method.hidden["set_up"] = True
    objects.save(method)
    if intent["customer"]:
        saved_cards.attach(method, intent["customer"])
    objects.save(intent, status="succeeded", next_action=None, last_setup_error=None)
    emit("setup_intent.succeeded", intent)


def decline(intent: objects.Object, decline_code: str) -> CardError:
    """Record a refused card and make the error to raise."""
    method = _method(intent)
    refusal = cards.declined(decline_code, payment_method=method)
    _fail(intent, refusal.body()["error"])
    refusal.details["setup_intent"] = intent
    return refusal


def fail_authentication(intent: objects.Object) -> None:
    """The person did not pass 3-D Secure."""
    _fail(
        intent,
        {
            "code": "setup_intent_authentication_failure",
            "doc_url": "https://docs.stripe.com/error-codes/setup-intent-authentication-failure",
            "message": AUTHENTICATION_FAILED,
            "payment_method": _method(intent),
            "type": "invalid_request_error",
        },
    )


def _method(intent: objects.Object) -> objects.Object:
    return objects.find("payment_method", intent["payment_method"])


def _fail(intent: objects.Object, error: dict) -> None:
    objects.save(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error=error,
    )
    emit("setup_intent.setup_failed", intent)
