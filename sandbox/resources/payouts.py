"""https://docs.stripe.com/api/payouts"""

from sandbox import objects, paying_out
from sandbox.api import get, listing, post
from sandbox.currencies import checked_currency
from sandbox.params import Params


@post("/payouts")
def create(params: Params):
    return paying_out.pay_out(
        params.need_integer("amount", least=1),
        checked_currency(params.need("currency")),
        description=params.text("description"),
        metadata=params.metadata(),
        method=params.choice("method", ("standard", "instant")) or "standard",
        source_type=params.choice("source_type", ("card", "bank_account", "fpx")) or "card",
        statement_descriptor=params.text("statement_descriptor"),
    )


@get("/payouts/<id>")
def retrieve(params: Params, id: str):
    return objects.find("payout", id)


@post("/payouts/<id>")
def update(params: Params, id: str):
    payout = objects.find("payout", id)
    return objects.save(payout, metadata=params.metadata(payout["metadata"]))


@post("/payouts/<id>/cancel")
def cancel(params: Params, id: str):
    return paying_out.cancel(objects.find("payout", id))


@get("/payouts")
def index(params: Params):
    return listing("payout", params, "destination", "status")
