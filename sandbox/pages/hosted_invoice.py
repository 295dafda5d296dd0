"""The hosted invoice page: paid with the card on file, or with another one."""

from flask import Blueprint, abort, redirect, render_template, request, url_for

from sandbox import authentication, billing, collecting, current, objects, saved_cards, store
from sandbox.errors import CardError
from sandbox.pages import card_form
from sandbox.pages.shown import money
from sandbox.settings import settings

pages = Blueprint("hosted_invoice", __name__, url_prefix="/invoice")


@pages.get("/<account>/<id>")
def show(account: str, id: str):
    with current.acting_as(account), store.transaction():
        return _page(_invoice(id))


@pages.post("/<account>/<id>")
def pay(account: str, id: str):
    fields = card_form.given()
    with current.acting_as(account), store.transaction():
        invoice = _invoice(id)
        errors = card_form.errors(fields) if request.form.get("card") == "other" else {}
        if invoice["status"] != "open" or errors:
            return _page(invoice, fields, errors), 422
        return _pay(invoice, fields)


def _invoice(id: str) -> objects.Object:
    return objects.peek(id, "invoice") or abort(404)


def _pay(invoice: objects.Object, fields: dict):
    intent = collecting.intent_of(invoice)
    intent.hidden["return_url"] = f"{settings.origin}{_address(invoice)}"
    objects.save(intent)
    try:
        collecting.pay(invoice, _method(invoice, fields), off_session=False)
    except CardError as refusal:
        return _page(objects.refresh(invoice), fields, {"number": refusal.message}), 402
    intent = objects.refresh(intent)
    waits = intent["status"] == "requires_action"
    return redirect(authentication.page_url(intent) if waits else _address(invoice), 303)


def _method(invoice: objects.Object, fields: dict) -> str | None:
    if request.form.get("card") == "other":
        return card_form.method(fields)["id"]
    return billing.card_of(_subscription(invoice))


def _subscription(invoice: objects.Object) -> objects.Object:
    return objects.find("subscription", invoice["parent"]["subscription_details"]["subscription"])


def _page(invoice: objects.Object, fields: dict | None = None, errors: dict | None = None):
    on_file = objects.peek(billing.card_of(_subscription(invoice)), "payment_method")
    said = invoice["amount_due"] and collecting.intent_of(invoice)["last_payment_error"]
    return render_template(
        "hosted_invoice.html",
        invoice=invoice,
        action=_address(invoice),
        due=money(invoice["amount_due"], invoice["currency"]),
        lines=[(line["description"], money(line["amount"], line["currency"])) for line in invoice["lines"]["data"]],
        last4=on_file and saved_cards.card_of(on_file).last4,
        said=said["message"] if said and invoice["attempt_count"] > 1 and not errors else "",
        fields=card_form.BLANK | {"email": invoice["customer_email"] or ""} | (fields or {}),
        errors=errors or {},
    )


def _address(invoice: objects.Object) -> str:
    return url_for("hosted_invoice.show", account=current.account(), id=invoice["id"])
