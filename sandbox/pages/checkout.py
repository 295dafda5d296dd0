"""The hosted Checkout page."""

from flask import Blueprint, abort, redirect, render_template, url_for

from sandbox import checking_out, current, objects, store
from sandbox.errors import CardError
from sandbox.pages import card_form
from sandbox.pages.shown import money
from sandbox.settings import PLATFORM

pages = Blueprint("checkout", __name__, url_prefix="/checkout")


@pages.get("/<account>/<id>")
def show(account: str, id: str):
    with current.acting_as(account):
        return _page(_session(id))


@pages.post("/<account>/<id>")
def pay(account: str, id: str):
    fields = card_form.given()
    with current.acting_as(account), store.transaction():
        session = _session(id)
        errors = _errors(fields, session)
        if session["status"] != "open" or errors:
            return _page(session, fields, errors), 422
        return _pay(session, fields)


@pages.get("/<account>/<id>/return")
def returned(account: str, id: str):
    with current.acting_as(account), store.transaction():
        session = _session(id)
        if checking_out.settle(session):
            return _leave(session)
        return _page(session, errors={"number": "The bank did not confirm that this is your card. Try another one."})


def _session(id: str) -> objects.Object:
    return objects.peek(id, "checkout.session") or abort(404)


def _pay(session: objects.Object, fields: dict):
    try:
        checking_out.pay(session, card_form.method(fields))
    except CardError as refusal:
        return _page(session, fields, {_field(refusal): refusal.message}), 402
    if checking_out.settle(session):
        return _leave(session)
    return redirect(checking_out.authentication_url(session), 303)


def _leave(session: objects.Object):
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), 303)


def _errors(fields: dict, session: dict) -> dict[str, str]:
    """What is wrong with the fields, in words, by field."""
    known = session["customer"] or "@" in fields["email"]
    return ({} if known else {"email": "Enter your email address."}) | card_form.errors(fields)


def _field(refusal: CardError) -> str:
    return {"cvc": "cvc", "exp_month": "expiry"}.get(refusal.param or "", "number")


def _page(session: objects.Object, fields: dict | None = None, errors: dict | None = None):
    amount = session["amount_total"] and money(session["amount_total"], session["currency"])
    known = objects.peek(session["customer"], "customer") or {}
    return render_template(
        "checkout.html",
        session=session,
        action=url_for(".pay", account=current.account(), id=session["id"]),
        amount=amount,
        shop=_shop(),
        items=[_line(item) for item in session.hidden["items"]],
        fields=card_form.BLANK | {"email": session["customer_email"] or known.get("email") or ""} | (fields or {}),
        errors=errors or {},
    )


def _line(item: dict) -> dict:
    price, recurring = item["price"], item["price"]["recurring"]
    return {
        "name": objects.find("product", price["product"])["name"],
        "quantity": item["quantity"],
        "amount": money(price["unit_amount"] * item["quantity"], price["currency"]),
        "period": f" per {recurring['interval']}" if recurring else "",
    }


def _shop() -> str:
    account_id = current.account()
    with current.acting_as(PLATFORM):
        account = objects.find("account", account_id)
    return account["business_profile"]["name"] or account["email"] or "the shop"
