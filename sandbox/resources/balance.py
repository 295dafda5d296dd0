"""https://docs.stripe.com/api/balance"""

from sandbox import current, funds, objects
from sandbox.api import get
from sandbox.params import Params
from sandbox.settings import PLATFORM


@get("/balance")
def retrieve(params: Params):
    totals = funds.totals() or {_default_currency(): (0, 0)}
    return objects.shape(
        "balance",
        available=[_amount(currency, available) for currency, (available, _) in totals.items()],
        pending=[_amount(currency, pending) for currency, (_, pending) in totals.items()],
        connect_reserved=[{"amount": 0, "currency": currency} for currency in totals],
    )


def _amount(currency: str, amount: int) -> dict:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def _default_currency() -> str:
    account_id = current.account()
    with current.acting_as(PLATFORM):
        return objects.find("account", account_id)["default_currency"]
