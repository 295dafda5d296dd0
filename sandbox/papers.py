"""What a platform tells of a connected account, taken from a request's parameters."""

from sandbox import bank_accounts, objects
from sandbox.params import Params

TEXTS = ("email", "business_type")
HASHES = ("business_profile", "settings", "tos_acceptance", "controller")
PEOPLE = ("individual", "company")  # kept from everybody: Stripe's answers do not show them here


def take(account: objects.Object, params: Params) -> None:
    """Put what is told on the account and remember which questions it answers."""
    for name in TEXTS:
        if name in params:
            account[name] = params.text(name)
            learn(account, name)
    for name in HASHES:
        _overlay(account[name], told := params.hash(name))
        learn(account, *(f"{name}.{field}" for field in told.values))
    for name in PEOPLE:
        learn(account, *(f"{name}.{field}" for field in params.plain(name)))
    account["metadata"] = params.metadata(account["metadata"])
    _request_capabilities(account, params.hash("capabilities"))
    if "external_account" in params:
        take_bank(account, params)


def take_bank(account: objects.Object, params: Params) -> dict:
    """A token, or the hash of a bank account, becomes where payouts go."""
    learn(account, "external_account")
    if isinstance(params.values.get("external_account"), str):
        return bank_accounts.attach(account, bank_accounts.number_of(params.need("external_account")))
    given = params.hash("external_account")
    given.choice("object", ("bank_account",))
    return bank_accounts.attach(
        account,
        given.need("account_number"),
        account_holder_name=given.text("account_holder_name"),
        country=given.text("country") or account["country"],
        currency=given.text("currency") or account["default_currency"],
        routing_number=given.text("routing_number"),
    )


def learn(account: objects.Object, *fields: str) -> None:
    """Remember that these questions are answered."""
    account.hidden["known"] = sorted({*account.hidden["known"], *fields})


def _overlay(known: dict, given: Params) -> None:
    """Replace values of the same kind; what is not known stays unread, and so is refused."""
    for name, before in known.items():
        if name not in given:
            continue
        if isinstance(before, dict):
            _overlay(before, given.hash(name))
        elif isinstance(before, bool):
            known[name] = given.flag(name)
        elif isinstance(before, int) or name == "date":
            known[name] = given.integer(name)
        else:
            known[name] = given.raw(name)


def _request_capabilities(account: objects.Object, wishes: Params) -> None:
    for name in wishes.values:
        if wishes.hash(name).flag("requested"):
            account["capabilities"][name] = "pending"
