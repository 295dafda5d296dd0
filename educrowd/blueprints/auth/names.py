"""How addresses and user names are compared: look-alikes by case or Unicode form are the same."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from educrowd.core.errors import Invalid

USERNAME = re.compile(r"[\w.+-]{3,150}")
RESERVED = frozenset({"admin", "administrator", "root", "support", "system", "educrowd"})


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def email_address(given: str) -> str:
    """The address as it is stored; Invalid when it can't be one."""
    try:
        return fold(validate_email(given.strip(), check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise Invalid("email", "This is not an email address.") from error


def username(given: str) -> str:
    """The user name as it is stored; Invalid when it is malformed or reserved."""
    name = fold(given)
    if not USERNAME.fullmatch(name):
        raise Invalid("username", "Use 3 to 150 letters, digits, dots, hyphens or underscores.")
    if name in RESERVED:
        raise Invalid("username", "This name is reserved.")
    return name


def suggested_username(email: str) -> str:
    """A well-formed user name after the address."""
    local = re.sub(r"[^\w.+-]", "", email.partition("@")[0])
    return (local or "member").ljust(3, "0")[:120]
