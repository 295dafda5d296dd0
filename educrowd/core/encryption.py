"""Sensitive columns, encrypted by the application with keys that can be rotated.

`FIELD_KEYS` lists Fernet keys with commas between, newest first: the first one writes, all of them read.
To rotate, put a new key in front, run `flask user reencrypt`, then drop the old one.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class EncryptedText(TypeDecorator[str]):
    """Text that reaches the database only as a Fernet token; it can't be searched or sorted there."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value)


def encrypt(plain: str) -> str:
    return _fernet().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable("no key in FIELD_KEYS opens this value") from error


def rotate(token: str) -> str:
    """The same secret under the newest key."""
    return _fernet().rotate(token.encode()).decode()


class Undecipherable(RuntimeError):
    """A stored secret was written with a key that is no longer listed."""


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in current_app.config["FIELD_KEYS"].split(",")])
