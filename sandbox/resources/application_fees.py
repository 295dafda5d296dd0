"""https://docs.stripe.com/api/application_fees"""

from sandbox import objects, platform_fees
from sandbox.api import get, listing, post
from sandbox.params import Params


@get("/application_fees/<id>")
def retrieve(params: Params, id: str):
    return objects.find("application_fee", id)


@get("/application_fees")
def index(params: Params):
    return listing("application_fee", params, "charge")


@post("/application_fees/<id>/refunds")
def refund(params: Params, id: str):
    fee = objects.find("application_fee", id)
    amount = params.integer("amount", least=1) or fee["amount"] - fee["amount_refunded"]
    made = platform_fees.refund(fee, amount, params.metadata())
    platform_fees.give_back(fee, amount)
    return made


@get("/application_fees/<id>/refunds")
def refunds(params: Params, id: str):
    objects.find("application_fee", id)
    return listing("fee_refund", params, conditions=[objects.equals("fee", id)])


@get("/application_fees/<id>/refunds/<refund_id>")
def retrieve_refund(params: Params, id: str, refund_id: str):
    return objects.find("fee_refund", refund_id)
