"""The bank account that payouts go to; Stripe's test numbers decide what becomes of them."""

import hashlib

from sandbox import objects
from sandbox.errors import InvalidRequest

FAILURES = {
    "000111111116": (
        "no_account",
        "The bank account details on file are probably incorrect. No bank account could be located with those details.",
    ),
    "000111111113": ("account_closed", "The bank account has been closed."),
    "000222222227": ("no_account", "The bank account details on file are probably incorrect."),
    "000333333335": ("debit_not_authorized", "Debit transactions are not approved on the bank account."),
    "000444444440": (
        "invalid_currency",
        "The bank was unable to process this payout because of its currency.",
    ),
}
GOOD = "000123456789"
TOKENS = {
    "btok_us_verified": GOOD,
    "btok_us": GOOD,
    "btok_us_noAccount": "000111111116",
    "btok_us_accountClosed": "000111111113",
}


def attach(account: objects.Object, number: str, **given: str | None) -> objects.Object:
    """Make this bank account the only one that the account is paid out to."""
    if not number.isalnum():
        raise InvalidRequest("Must have at least one digit in account_number", param="external_account[account_number]")
    known = {"country": account["country"], "currency": account["default_currency"], "routing_number": "110000000"}
    bank = objects.shape(
        "bank_account",
        id=objects.new_id("ba"),
        fingerprint=hashlib.sha256(number.encode()).hexdigest()[:16],
        last4=number[-4:],
        **known | {name: value for name, value in given.items() if value},
    )
    bank |= {"account": account["id"], "default_for_currency": True}
    account["external_accounts"] |= {"data": [bank]}
    account.hidden["bank_number"] = number
    return bank


def number_of(token: str) -> str:
    """The account number behind one of Stripe's test tokens."""
    if token not in TOKENS:
        raise InvalidRequest(f"No such token: '{token}'", "resource_missing", "external_account")
    return TOKENS[token]


def failure(account: objects.Object) -> tuple[str, str] | None:
    """Why payouts to this account's bank fail: code and message."""
    return FAILURES.get(account.hidden.get("bank_number", ""))
