"""https://docs.stripe.com/api/invoices"""

from sandbox import billing, changing_plans, collecting, invoicing, objects
from sandbox.api import get, listing, post
from sandbox.expanding import includable
from sandbox.params import Params

SUBSCRIPTION = "parent.subscription_details.subscription"


@post("/invoices/create_preview")
def preview(params: Params):
    subscription = objects.referred("subscription", params.need("subscription"), "subscription")
    details = params.hash("subscription_details")
    prorate = details.choice("proration_behavior", changing_plans.PRORATIONS) or "create_prorations"
    wishes = [changing_plans.wished(subscription, item) for item in details.hashes("items")]
    return changing_plans.preview(subscription, wishes, prorate=prorate)


@get("/invoices/<id>")
def retrieve(params: Params, id: str):
    return objects.find("invoice", id)


@get("/invoices")
def index(params: Params):
    subscription = params.text("subscription")
    conditions = [objects.equals(SUBSCRIPTION, subscription)] if subscription else []
    return listing("invoice", params, "customer", "status", conditions=conditions)


@get("/invoices/<id>/lines")
def lines(params: Params, id: str):
    params.integer("limit")
    return objects.find("invoice", id)["lines"]


@post("/invoices/<id>/pay")
def pay(params: Params, id: str):
    invoice = objects.find("invoice", id)
    subscription = objects.find("subscription", invoice["parent"]["subscription_details"]["subscription"])
    method = params.text("payment_method") or billing.card_of(subscription)
    collecting.pay(invoice, method, off_session=params.flag("off_session", default=True))
    return objects.find("invoice", id)


@post("/invoices/<id>/void")
def void(params: Params, id: str):
    return invoicing.void(objects.find("invoice", id))


@includable("invoice", "payments")
def payments(invoice: dict) -> dict:
    """The payments of an invoice, when asked for."""
    url = f"/v1/invoice_payments?invoice={invoice['id']}"
    return {"object": "list", "data": collecting.payments_of(invoice), "has_more": False, "url": url}


@includable("invoice", "confirmation_secret")
def confirmation_secret(invoice: dict) -> dict | None:
    """What a client confirms the first payment with, when asked for."""
    if not invoice["amount_due"]:
        return None
    return {"client_secret": collecting.intent_of(invoice)["client_secret"], "type": "payment_intent"}
