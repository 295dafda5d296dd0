"""Checkout: a person gives a card on the hosted page, and the session's intent is confirmed with it."""

from sandbox import (
    billing,
    charging,
    clock,
    collecting,
    current,
    customers,
    drafting,
    later,
    objects,
    setting_up,
    terms,
)
from sandbox.authentication import page_url
from sandbox.events import emit
from sandbox.params import Params
from sandbox.settings import settings


def pay(session: objects.Object, method: objects.Object) -> None:
    """Confirm the session's intent with this card; a refused card raises Stripe's 402."""
    intent = intent_of(session) or _new_intent(session, method)
    intent.hidden["return_url"] = return_url(session)
    objects.save(intent, payment_method=method["id"], status="requires_confirmation")
    if intent["object"] == "setup_intent":
        setting_up.confirm(intent)
    else:
        charging.confirm(intent)


def draft(session: objects.Object, params: Params) -> objects.Object:
    """The PaymentIntent of a session in payment mode, from its `payment_intent_data` (not written yet)."""
    return drafting.new(
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        capture_method=params.choice("capture_method", ("automatic", "manual")) or "automatic",
        setup_future_usage=params.choice("setup_future_usage", ("off_session", "on_session")),
        **drafting.given(params, session["amount_total"]),
    )


def intent_of(session: objects.Object) -> objects.Object | None:
    """The SetupIntent or PaymentIntent behind a session."""
    return objects.peek(session["setup_intent"] or session["payment_intent"] or session.hidden.get("intent"))


def authentication_url(session: objects.Object) -> str:
    """The 3-D Secure page that the session's intent waits for."""
    return page_url(intent_of(session))


def settle(session: objects.Object) -> bool:
    """Complete the session if its intent has succeeded; says whether it has."""
    intent = intent_of(session)
    if session["status"] == "open" and intent and intent["status"] in ("succeeded", "requires_capture"):
        _complete(session, intent)
    return session["status"] == "complete"


def return_url(session: objects.Object) -> str:
    """Where the 3-D Secure page sends the cardholder back to."""
    return f"{settings.origin}/checkout/{current.account()}/{session['id']}/return"


def expire_later(session: objects.Object) -> None:
    """Let the session expire when its time is over."""
    later.schedule(expire, session["id"], session["expires_at"] - clock.now())


@later.task
def expire(session_id: str) -> None:
    """The session's time is over."""
    session = objects.find("checkout.session", session_id)
    if session["status"] == "open":
        expire_session(session)


def expire_session(session: objects.Object) -> objects.Object:
    """End a session that nobody completed."""
    objects.save(session, status="expired", url=None)
    emit("checkout.session.expired", session)
    return session


def _new_intent(session: objects.Object, method: objects.Object) -> objects.Object:
    params = Params(session.hidden["data"])
    if session["mode"] == "subscription":
        return _begin_subscription(session, method, params)
    intent = objects.insert(draft(session, params))
    emit("payment_intent.created", intent)
    objects.save(session, payment_intent=intent["id"])
    return intent


def _begin_subscription(session: objects.Object, method: objects.Object, params: Params) -> objects.Object:
    """Its first invoice's intent; with a trial, one that only saves the card."""
    customer = objects.peek(session["customer"], "customer") or _new_customer(method)
    given = terms.given(params, customer["id"])
    objects.save(session, customer=customer["id"])
    if given["trial_end"]:
        intent = setting_up.new(customer=customer["id"])
    else:
        subscription = billing.subscribe(customer, session.hidden["items"], behavior="default_incomplete", **given)
        session.hidden["subscription"] = subscription["id"]
        intent = collecting.intent_of(objects.find("invoice", subscription["latest_invoice"]))
    session.hidden["intent"] = intent["id"]
    objects.save(session)
    return intent


def _new_customer(method: objects.Object) -> objects.Object:
    details = method["billing_details"]
    customer = customers.new(email=details["email"], name=details["name"])
    emit("customer.created", customer)
    return customer


def _finish_subscription(session: objects.Object, intent: objects.Object) -> dict:
    if "subscription" in session.hidden:
        subscription = objects.find("subscription", session.hidden["subscription"])
    else:
        customer = objects.find("customer", session["customer"])
        given = terms.given(Params(session.hidden["data"]), customer["id"])
        given["default_payment_method"] = intent["payment_method"]
        subscription = billing.subscribe(customer, session.hidden["items"], behavior="allow_incomplete", **given)
    return {"invoice": subscription["latest_invoice"], "subscription": subscription["id"]}


def _complete(session: objects.Object, intent: objects.Object) -> None:
    method = objects.find("payment_method", intent["payment_method"])
    details = dict.fromkeys(("business_name", "individual_name", "phone", "tax_ids")) | {
        "address": method["billing_details"]["address"],
        "email": method["billing_details"]["email"],
        "name": method["billing_details"]["name"],
        "tax_exempt": "none",
    }
    session.update(_finish_subscription(session, intent) if session["mode"] == "subscription" else {})
    objects.save(session, status="complete", payment_status=_payment_status(intent), url=None, customer_details=details)
    emit("checkout.session.completed", session)


def _payment_status(intent: objects.Object) -> str:
    if intent["object"] == "setup_intent":
        return "no_payment_required"
    return "paid" if intent["status"] == "succeeded" else "unpaid"
