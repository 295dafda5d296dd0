"""https://docs.stripe.com/api/transfers"""

from sandbox import objects, transferring
from sandbox.api import get, listing, post
from sandbox.currencies import checked_currency
from sandbox.params import Params


@post("/transfers")
def create(params: Params):
    return transferring.transfer(
        params.need_integer("amount", least=1),
        checked_currency(params.need("currency")),
        objects.referred("account", params.need("destination"), "destination"),
        description=params.text("description"),
        metadata=params.metadata(),
        source_transaction=params.text("source_transaction"),
        transfer_group=params.text("transfer_group"),
    )


@get("/transfers/<id>")
def retrieve(params: Params, id: str):
    return objects.find("transfer", id)


@get("/transfers")
def index(params: Params):
    return listing("transfer", params, "destination", "transfer_group")


@post("/transfers/<id>/reversals")
def reverse(params: Params, id: str):
    transfer = objects.find("transfer", id)
    amount = params.integer("amount", least=1) or transfer["amount"] - transfer["amount_reversed"]
    return transferring.reverse(transfer, amount, params.metadata())


@get("/transfers/<id>/reversals")
def reversals(params: Params, id: str):
    objects.find("transfer", id)
    return listing("transfer_reversal", params, conditions=[objects.equals("transfer", id)])
