"""The fields of a card on hosted pages."""

import re

from flask import request

from sandbox import cards, objects, saved_cards

BLANK = {"email": "", "name": "", "number": "", "expiry": "", "cvc": "", "postal_code": ""}


def given() -> dict[str, str]:
    """What was typed."""
    return {name: request.form.get(name, "").strip() for name in BLANK}


def method(fields: dict[str, str]) -> objects.Object:
    """The card that was typed, as a payment method."""
    billing = objects.shape("payment_method")["billing_details"]
    billing |= {"email": fields["email"] or None, "name": fields["name"] or None}
    billing["address"]["postal_code"] = fields["postal_code"] or None
    card = cards.BY_NUMBER[_digits(fields["number"])]
    return saved_cards.make(card, expires=_expiry(fields["expiry"]), billing_details=billing)


def errors(fields: dict[str, str]) -> dict[str, str]:
    """What is wrong with the card, in words, by field."""
    checks = {
        "number": (
            _digits(fields["number"]) in cards.BY_NUMBER,
            "Enter one of Stripe's test card numbers. No real card belongs here.",
        ),
        "expiry": (
            _valid_expiry(fields["expiry"]),
            "Enter the expiry date as month and year, such as 12/34, in the future.",
        ),
        "cvc": (re.fullmatch(r"\d{3,4}", fields["cvc"]), "Enter the 3 or 4 digits of the security code."),
        "name": (fields["name"], "Enter the name on the card."),
    }
    return {name: words for name, (fine, words) in checks.items() if not fine}


def _valid_expiry(text: str) -> bool:
    found = _expiry(text)
    return bool(found) and not saved_cards.expired(*found)


def _expiry(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(0?[1-9]|1[0-2])\s*/?\s*(?:20)?(\d\d)", text)
    return (int(match[1]), 2000 + int(match[2])) if match else None


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
