"""What a provider wants to know of who is being paid, in the words of people."""

from __future__ import annotations

from collections.abc import Iterable

WORDS = {
    "business_profile.mcc": "what kind of business it is",
    "business_profile.product_description": "what is sold",
    "business_profile.url": "the address of a web site",
    "business_type": "whether a person or a company is paid",
    "external_account": "a bank account",
    "tos_acceptance": "consent to the provider's terms",
    "verification": "a document that proves who it is",
    "dob": "a date of birth",
    "first_name": "a first name",
    "last_name": "a last name",
    "address": "a postal address",
    "email": "an email address",
    "phone": "a phone number",
    "id_number": "a personal or tax number",
    "ssn_last_4": "a personal or tax number",
    "tax_id": "a tax number",
}


def requirement_words(fields: Iterable[str]) -> list[str]:
    """Each thing once, in the order asked; what has no word of ours is spelled as the provider does."""
    return list(dict.fromkeys(_word(field) for field in fields))


def _word(field: str) -> str:
    parts = field.split(".")
    return WORDS.get(field) or next((WORDS[part] for part in parts if part in WORDS), field.replace("_", " "))
