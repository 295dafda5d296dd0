"""https://docs.stripe.com/api/accounts"""

from copy import deepcopy

from sandbox import bank_accounts, current, objects, onboarding, papers
from sandbox.api import get, listing, post, remove
from sandbox.currencies import checked_currency
from sandbox.errors import InvalidRequest
from sandbox.params import Params
from sandbox.settings import PLATFORM, settings

EURO = frozenset(
    [
        "AT",
        "BE",
        "CY",
        "DE",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PT",
        "SI",
        "SK",
    ]
)
CURRENCIES = {
    "US": "usd",
    "GB": "gbp",
    "CH": "chf",
    "JP": "jpy",
    "CA": "cad",
    "AU": "aud",
    "SE": "sek",
    "NO": "nok",
    "DK": "dkk",
    "PL": "pln",
    "CZ": "czk",
    "BR": "brl",
    "IN": "inr",
    "MX": "mxn",
    "NZ": "nzd",
    "SG": "sgd",
}
CONTROLLER = {
    "fees": {"payer": "account"},
    "is_controller": True,
    "losses": {"payments": "stripe"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "full"},
    "type": "application",
}


@post("/accounts")
def create(params: Params):
    country = (params.text("country") or "US").upper()
    account = objects.shape(
        "account",
        id=objects.new_id("acct"),
        country=country,
        type=params.choice("type", ("standard", "express", "custom")) or "none",
        default_currency=checked_currency(params.text("default_currency") or _currency(country)),
        controller=deepcopy(CONTROLLER),
    )
    account["external_accounts"]["url"] = f"/v1/accounts/{account['id']}/external_accounts"
    account.hidden.update(known=[], submitted=False, verdict="verified" if settings.verify_accounts else None)
    if settings.verify_accounts:
        bank_accounts.attach(account, bank_accounts.GOOD)
    if account["type"] == "standard":
        account["capabilities"] = {"card_payments": "pending", "transfers": "pending"}
    papers.take(account, params)
    return objects.insert(onboarding.review(account))


@get("/account")
def own(params: Params):
    account_id = current.account()
    with current.acting_as(PLATFORM):
        return objects.find("account", account_id)


@get("/accounts/<id>")
def retrieve(params: Params, id: str):
    return _find(id)


@post("/accounts/<id>")
def update(params: Params, id: str):
    account = _find(id)
    papers.take(account, params)
    return onboarding.save(account)


@remove("/accounts/<id>")
def delete(params: Params, id: str):
    return objects.delete(_find(id))


@get("/accounts")
def index(params: Params):
    return listing("account", params, conditions=[("id != ?", PLATFORM)])


@post("/accounts/<id>/external_accounts")
def add_external_account(params: Params, id: str):
    account = _find(id)
    bank = papers.take_bank(account, params)
    onboarding.save(account)
    return bank


@get("/accounts/<id>/external_accounts")
def external_accounts(params: Params, id: str):
    return _find(id)["external_accounts"]


def _find(id: str) -> objects.Object:
    if current.account() not in (PLATFORM, id):
        raise InvalidRequest(f"No such account: '{id}'", "resource_missing", "account")
    with current.acting_as(PLATFORM):
        return objects.find("account", id, "account")


def _currency(country: str) -> str:
    return "eur" if country in EURO else CURRENCIES.get(country, "usd")
