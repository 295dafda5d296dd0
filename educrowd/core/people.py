"""How core finds the person behind an id; the auth module says how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .current import ANONYMOUS

_find: Callable[[int], Any] = lambda user_id: ANONYMOUS  # noqa: E731


def people_are_found_by(finder: Callable[[int], Any]) -> None:
    """Called once by the auth module."""
    global _find
    _find = finder


def acting(user_id: int | None) -> Any:
    """The person with this id, with the rights of this moment, or ANONYMOUS."""
    return ANONYMOUS if user_id is None else _find(user_id) or ANONYMOUS


_open: Callable[[str, str, str], int]


def accounts_are_opened_by(opener: Callable[[str, str, str], int]) -> None:
    """Called once by the auth module."""
    global _open
    _open = opener


def account_of(email: str, first_name: str, last_name: str) -> int:
    """The id of the account with this address, made without a password where there is none; Invalid for no address."""
    return _open(email, first_name, last_name)


_confirm: Callable[..., None]


def passwords_are_confirmed_by(confirm: Callable[..., None]) -> None:
    """Called once by the auth module."""
    global _confirm
    _confirm = confirm


def confirm_password(user: Any, password: str, *, field: str) -> None:
    """Ask again who it is, before what cannot be undone by a click; Invalid(field, …) where it is another one."""
    _confirm(user, password, field=field)
