"""https://docs.stripe.com/api/balance_transactions"""

from sandbox import objects
from sandbox.api import get, listing
from sandbox.errors import InvalidRequest
from sandbox.params import Params


@get("/balance_transactions/<id>")
def retrieve(params: Params, id: str):
    return objects.find("balance_transaction", id)


@get("/balance_transactions")
def index(params: Params):
    if params.text("payout"):
        raise InvalidRequest("Balance transaction history can only be filtered on automatic transfers, not manual.")
    return listing("balance_transaction", params, "currency", "source", "type")
