"""Passwords: Argon2id, and the same work for people who do not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from educrowd.core.errors import Invalid

SHORTEST = 10
LONGEST = 200
# The best known ones that are long enough.
# fmt: off
COMMON = frozenset((
    "1234567890", "12345678910", "0123456789", "9876543210", "1q2w3e4r5t", "1qaz2wsx3edc", "administrator",
    "letmein123", "letmeinplease", "password01", "password12", "password123", "password1234", "passw0rd123",
    "qwerty12345", "qwerty123456", "qwertyuiop", "iloveyou123", "welcome123", "welcome1234",
    "correcthorsebatterystaple", "changeme123", "abcdefghij",
))
# fmt: on


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    """At OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane."""
    if cheap:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hasher() -> PasswordHasher:
    return _hasher(current_app.config["TESTING"])


@cache
def _dummy_hash(cheap: bool) -> str:
    return _hasher(cheap).hash("nobody has this password")


def hash_password(password: str) -> str:
    return hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; without a hash the work is done all the same, and it is wrong."""
    known = password_hash or _dummy_hash(current_app.config["TESTING"])
    try:
        hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    return hasher().check_needs_rehash(password_hash)


def checked(password: str) -> str:
    """The password itself when it is long enough and not too well known; Invalid otherwise."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid("password", f"Use {SHORTEST} to {LONGEST} characters.")
    if password.casefold() in COMMON or len(set(password)) < 4:
        raise Invalid("password", "This password is too easy to guess.")
    return password
