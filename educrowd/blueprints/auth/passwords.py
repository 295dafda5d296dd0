"""Passwords: Argon2id, and the same work for people who do not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST = 10
LONGEST = 200


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


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
