"""https://docs.stripe.com/api/balance_transactions"""

from sandbox import objects
from sandbox.api import get, listing
from sandbox.params import Params


@get("/balance_transactions/<id>")
def retrieve(params: Params, id: str):
    return objects.find("balance_transaction", id)


@get("/balance_transactions")
def index(params: Params):
    payout = params.text("payout")
    conditions = [("json_extract(hidden, '$.payout') = ?", payout)] if payout else []
    return listing("balance_transaction", params, "currency", "source", "type", conditions=conditions)
