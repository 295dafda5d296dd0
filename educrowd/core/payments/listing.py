"""Long lists from the provider, read inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import select

from ..db import db

T = TypeVar("T")
PAGE = 100


def awake(listed: Iterable[T]) -> Iterator[T]:
    """The same items; the database hears from us with each page, or it would end a transaction that is idle."""
    for number, item in enumerate(listed):
        if number % PAGE == 0:
            db.session.execute(select(1))
        yield item
