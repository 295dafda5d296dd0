"""Charging a PaymentIntent's card: declined, asked for 3-D Secure, authorized or paid."""

from collections.abc import Callable

from sandbox import (
    cards,
    charge_shapes,
    clock,
    currencies,
    disputing,
    funds,
    objects,
    onboarding,
    platform_fees,
    saved_cards,
)
from sandbox.authentication import next_action
from sandbox.errors import CardError
from sandbox.events import emit

_after_payment: list[Callable[[objects.Object], None]] = []


def after_payment(listener: Callable[[objects.Object], None]) -> Callable[[objects.Object], None]:
    """Let a function hear of each intent that has succeeded."""
    _after_payment.append(listener)
    return listener


def confirm(intent: objects.Object) -> None:
    """Charge the intent's card, or ask for 3-D Secure first; a refused card raises Stripe's 402."""
    onboarding.require_charges_enabled()
    method = objects.find("payment_method", intent["payment_method"])
    card = saved_cards.card_of(method)
    off_session = intent.hidden["off_session"]
    asks = card.asks_on_charge(off_session=off_session, set_up=method.hidden["set_up"]) or _asked_for(intent)
    if asks and off_session:
        raise decline(intent, "authentication_required")
    if asks:
        _ask(intent)
        return
    charge(intent)


def charge(intent: objects.Object) -> None:
    """Charge the intent's card, all questions answered."""
    method = objects.find("payment_method", intent["payment_method"])
    card = saved_cards.card_of(method)
    if card.declines:
        raise decline(intent, card.declines)
    _keep_card(intent, method)
    made = charge_shapes.from_intent(
        intent, method, paid=True, status="succeeded", outcome=charge_shapes.outcome("authorized", card)
    )
    objects.insert(made)
    if intent["capture_method"] == "manual":
        objects.save(
            intent,
            status="requires_capture",
            latest_charge=made["id"],
            amount_capturable=intent["amount"],
            next_action=None,
            last_payment_error=None,
        )
        emit("charge.succeeded", made)
        emit("payment_intent.amount_capturable_updated", intent)
        return
    take(intent, made, intent["amount"])
    emit("charge.succeeded", made)
    succeeded(intent)


def succeeded(intent: objects.Object) -> None:
    """Say that an intent has succeeded."""
    emit("payment_intent.succeeded", intent)
    for listener in _after_payment:
        listener(intent)


def take(intent: objects.Object, made: objects.Object, amount: int) -> None:
    """Move the money of an authorized charge, fees deducted."""
    card = cards.BY_NUMBER[objects.find("payment_method", made["payment_method"]).hidden["number"]]
    at_once = card.then == "available_at_once"
    fee_amount = made["application_fee_amount"] or 0
    fees = [
        funds.fee(
            "stripe_fee",
            currencies.processing_fee(amount, made["currency"]),
            made["currency"],
            "Stripe processing fees",
        )
    ]
    if fee_amount:
        fees.append(funds.fee("application_fee", fee_amount, made["currency"], "Sandbox application fee"))
        made["application_fee"] = platform_fees.take(made, fee_amount)
    entry = funds.move("charge", amount, made, fees=fees, at_once=at_once, description=made["description"])
    objects.save(made, captured=True, amount_captured=amount, balance_transaction=entry["id"])
    objects.save(
        intent,
        status="succeeded",
        latest_charge=made["id"],
        amount_received=amount,
        amount_capturable=0,
        next_action=None,
        last_payment_error=None,
    )
    if card.then in disputing.REASONS:
        disputing.open_later(made["id"])


def release(intent: objects.Object, reason: str | None) -> None:
    """Give up an intent, and the authorization it may hold."""
    if intent["status"] == "requires_capture":
        held = objects.find("charge", intent["latest_charge"])
        objects.save(held, refunded=True, amount_refunded=held["amount"])
        emit("charge.refunded", held)
    objects.save(
        intent,
        status="canceled",
        canceled_at=clock.now(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    emit("payment_intent.canceled", intent)


def decline(intent: objects.Object, decline_code: str) -> CardError:
    """Record a refused attempt and make the error to raise."""
    method = objects.find("payment_method", intent["payment_method"])
    card = saved_cards.card_of(method)
    refusal = cards.declined(decline_code)
    failed = charge_shapes.from_intent(
        intent,
        method,
        status="failed",
        failure_code=refusal.code,
        failure_message=refusal.message,
        outcome=charge_shapes.outcome("blocked" if card.risk == "highest" else "issuer_declined", card, decline_code),
    )
    objects.insert(failed)
    error = {"charge": failed["id"], "payment_method": method} | refusal.body()["error"]
    objects.save(
        intent,
        status="requires_payment_method",
        payment_method=None,
        latest_charge=failed["id"],
        last_payment_error=error,
        next_action=None,
    )
    emit("charge.failed", failed)
    emit("payment_intent.payment_failed", intent)
    refusal.details |= {"charge": failed["id"], "payment_intent": intent, "payment_method": method}
    return refusal


def fail_authentication(intent: objects.Object) -> None:
    """The person did not pass 3-D Secure."""
    error = {
        "code": "payment_intent_authentication_failure",
        "doc_url": "https://docs.stripe.com/error-codes/payment-intent-authentication-failure",
        "message": "The provided PaymentMethod has failed authentication. You can provide a new"
        " PaymentMethod to attempt to fulfill this PaymentIntent again.",
        "payment_method": objects.find("payment_method", intent["payment_method"]),
        "type": "invalid_request_error",
    }
    objects.save(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )
    emit("payment_intent.payment_failed", intent)


def _asked_for(intent: objects.Object) -> bool:
    wish = intent["payment_method_options"]["card"]["request_three_d_secure"]
    return wish in ("any", "challenge") and not intent.hidden["off_session"]


def _ask(intent: objects.Object) -> None:
    objects.save(intent, status="requires_action", next_action=next_action(intent), last_payment_error=None)
    emit("payment_intent.requires_action", intent)


def _keep_card(intent: objects.Object, method: objects.Object) -> None:
    wanted = intent["setup_future_usage"]
    method.hidden["set_up"] = method.hidden["set_up"] or wanted == "off_session"
    if wanted and intent["customer"]:
        saved_cards.attach(method, intent["customer"])
    method.hidden["spent"] = not method["customer"]
    objects.save(method)
