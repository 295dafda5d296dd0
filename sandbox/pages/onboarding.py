"""The hosted onboarding page of Connect: who is being paid."""

from flask import Blueprint, abort, redirect, render_template, request

from sandbox import bank_accounts, clock, objects, onboarding, store
from sandbox.errors import StripeError

pages = Blueprint("onboarding", __name__, url_prefix="/onboarding")

BLANK = {"first_name": "", "last_name": "", "business": "", "number": bank_accounts.GOOD}


@pages.get("/<account_id>/<secret>")
def show(account_id: str, secret: str):
    account = _account(account_id, secret)
    if clock.now() > account.hidden["link"]["expires_at"]:
        return redirect(account.hidden["link"]["refresh_url"], 303)
    return _page(account)


@pages.post("/<account_id>/<secret>")
def submit(account_id: str, secret: str):
    account = _account(account_id, secret)
    fields = {name: request.form.get(name, "").strip() for name in BLANK}
    verdict = request.form.get("verdict", "verified")
    errors = {name: "Fill this in." for name, value in fields.items() if not value}
    if errors or verdict not in onboarding.VERDICTS:
        return _page(account, fields, errors), 422
    try:
        _submit(account, fields, verdict)
    except StripeError as refusal:
        return _page(account, fields, {"number": refusal.message}), 422
    return redirect(account.hidden["link"]["return_url"], 303)


def _account(account_id: str, secret: str) -> objects.Object:
    account = objects.peek(account_id, "account")
    if account is None or account.hidden.get("link", {}).get("secret") != secret:
        abort(404)
    return account


def _submit(account: objects.Object, fields: dict, verdict: str) -> None:
    with store.transaction():
        bank_accounts.attach(account, fields["number"], account_holder_name=fields["business"])
        account["business_profile"]["name"] = fields["business"]
        account["tos_acceptance"]["date"] = clock.now()
        onboarding.decide(account, verdict)


def _page(account: objects.Object, fields: dict | None = None, errors: dict | None = None):
    fields = BLANK | {"business": account["business_profile"]["name"] or ""} | (fields or {})
    return render_template("onboarding.html", account=account, fields=fields, errors=errors or {})
