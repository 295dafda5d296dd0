"""Asking the provider many things at once: nearly all of a call is waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import current_app

A = TypeVar("A")
R = TypeVar("R")

AT_ONCE = 8


def ask_all(ask: Callable[[A], R], about: Mapping[int, A]) -> dict[int, R | Exception]:
    """What `ask` answers about each, or the error it raised; it must not touch the database."""
    if len(about) < 2:
        return {key: _answer(ask, value) for key, value in about.items()}
    app = current_app._get_current_object()  # pyright: ignore

    def ask_apart(value: A) -> R | Exception:
        with app.app_context():
            return _answer(ask, value)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(about, pool.map(ask_apart, about.values()), strict=True))


def _answer(ask: Callable[[A], R], value: A) -> R | Exception:
    try:
        return ask(value)
    except Exception as error:
        return error
