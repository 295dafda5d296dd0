"""Scheduled: on offer from a moment, until another, by the database's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Mapped

from educrowd.core.db import utcnow
from educrowd.core.errors import Invalid


class Scheduled:
    """Without moments it is always on offer."""

    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]

    @property
    def is_upcoming(self) -> bool:
        return self.opens_at is not None and utcnow() < self.opens_at

    @property
    def has_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at <= utcnow()

    @property
    def is_on_offer(self) -> bool:
        """For reading; whoever takes one asks the database's clock."""
        return not self.is_upcoming and not self.has_closed

    @classmethod
    def on_offer(cls) -> ColumnElement[bool]:
        """Whether it can be taken at this very moment, not at the transaction's start."""
        now = func.clock_timestamp()
        has_opened = or_(cls.opens_at.is_(None), cls.opens_at <= now)
        return and_(has_opened, or_(cls.closes_at.is_(None), cls.closes_at > now))


def check_schedule(opens_at: Any, closes_at: Any) -> None:
    """Refuse an end before the beginning."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise Invalid("closes_at", "It ends before it begins: choose a later moment.")
