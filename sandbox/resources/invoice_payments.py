"""https://docs.stripe.com/api/invoice-payment"""

from sandbox import objects
from sandbox.api import get, listing
from sandbox.params import Params


@get("/invoice_payments/<id>")
def retrieve(params: Params, id: str):
    return objects.find("invoice_payment", id)


@get("/invoice_payments")
def index(params: Params):
    payment = params.hash("payment")
    payment.choice("type", ("payment_intent",))
    intent = payment.text("payment_intent")
    conditions = [objects.equals("payment.payment_intent", intent)] if intent else []
    return listing("invoice_payment", params, "invoice", "status", conditions=conditions)
