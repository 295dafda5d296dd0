"""How far an import is, told to whoever looks while its own transaction is still open."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import select, update

from ..current import current
from ..db import db
from ..tenancy import transaction
from .errors import Canceled
from .record import Import

T = TypeVar("T")
PAUSE_SECONDS = 0.5


class Progress:
    """Counts; this one tells nobody, as where all is done at once."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def expect(self, total: int) -> None:
        """So many things there are to do from here on."""
        self.done, self.total = 0, total
        self.tell()

    def step(self) -> None:
        """One more is done."""
        self.done += 1

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Each of them, counted once whoever asked is done with it."""
        for item in items:
            yield item
            self.step()

    def tell(self) -> None:
        """Nobody asks."""


class WrittenProgress(Progress):
    """Written down every half second in a transaction of its own; raises Canceled once nobody wants it any more."""

    def __init__(self, made: Import):
        super().__init__()
        self._id, self._state = made.id, made.state
        self._told_at = 0.0

    def step(self) -> None:
        super().step()
        if time.monotonic() > self._told_at + PAUSE_SECONDS:
            self.tell()

    def tell(self) -> None:
        self._told_at = time.monotonic()
        mine = update(Import).where(Import.id == self._id, Import.state == self._state)
        with transaction(current.tenant, current.user):
            told = db.session.execute(mine.values(done_count=self.done, total_count=self.total).returning(Import.id))
            is_wanted = told.first() is not None
        if not is_wanted:
            raise Canceled()
        # PostgreSQL closes a transaction that is silent for half a minute, as one is while a large file is read.
        db.session.execute(select(1))
