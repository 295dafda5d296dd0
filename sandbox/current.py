"""Whose account and which request the running code serves."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sandbox.settings import PLATFORM


@dataclass(frozen=True)
class Call:
    """One API request, or the sandbox acting by itself (both fields of `request` are then null)."""

    id: str | None = None
    idempotency_key: str | None = None

    @classmethod
    def fresh(cls, idempotency_key: str | None) -> "Call":
        return cls(f"req_{secrets.token_hex(7)}", idempotency_key)


_account: ContextVar[str] = ContextVar("account", default=PLATFORM)
_itself = Call()
_call: ContextVar[Call] = ContextVar("call", default=_itself)


def account() -> str:
    """The account whose objects exist right now."""
    return _account.get()


def on_platform() -> bool:
    """Whether the platform acts for itself rather than for a connected account."""
    return account() == PLATFORM


def call() -> Call:
    """The API request being answered."""
    return _call.get()


@contextmanager
def acting_as(account_id: str) -> Iterator[None]:
    """Do what follows on another account."""
    token = _account.set(account_id)
    try:
        yield
    finally:
        _account.reset(token)


@contextmanager
def answering(request: Call) -> Iterator[None]:
    """Do what follows on behalf of one API request."""
    token = _call.set(request)
    try:
        yield
    finally:
        _call.reset(token)
