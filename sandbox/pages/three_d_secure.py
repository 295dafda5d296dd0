"""The bank's 3-D Secure page: complete or fail."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, abort, redirect, render_template, request

from sandbox import charging, current, objects, setting_up, store
from sandbox.errors import CardError
from sandbox.pages.shown import money

pages = Blueprint("three_d_secure", __name__, url_prefix="/3d-secure")


@pages.get("/<account>/<id>")
def show(account: str, id: str):
    with current.acting_as(account):
        intent = _intent(id)
        amount = money(intent["amount"], intent["currency"]) if "amount" in intent else None
        return render_template("three_d_secure.html", intent=intent, amount=amount)


@pages.post("/<account>/<id>")
def answer(account: str, id: str):
    with current.acting_as(account), store.transaction():
        intent = _intent(id)
        if intent["status"] == "requires_action":
            _decide(intent, passed=request.form.get("answer") == "complete")
    return _back(intent)


def _intent(id: str) -> objects.Object:
    intent = objects.peek(id, "payment_intent", "setup_intent")
    if intent is None or intent["client_secret"] != request.args.get("secret"):
        abort(404)
    return intent


def _decide(intent: objects.Object, *, passed: bool) -> None:
    activity = charging if intent["object"] == "payment_intent" else setting_up
    if not passed:
        activity.fail_authentication(intent)
        return
    try:
        charging.charge(intent) if activity is charging else setting_up.succeed(intent)
    except CardError:
        return  # the refusal is on record in the intent, where the shop looks


def _back(intent: objects.Object):
    return_url = intent.hidden["return_url"]
    if not return_url:
        return render_template("done.html", intent=intent)
    succeeded = intent["status"] in ("succeeded", "requires_capture", "processing")
    prefix = intent["object"]
    url = urlsplit(return_url)
    query = [
        *parse_qsl(url.query, keep_blank_values=True),
        (prefix, intent["id"]),
        (f"{prefix}_client_secret", intent["client_secret"]),
        ("redirect_status", "succeeded" if succeeded else "failed"),
    ]
    return redirect(urlunsplit(url._replace(query=urlencode(query))), 303)
