"""How a subscription is paid, goes on, is cancelled and ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from educrowd.core import entitlements
from educrowd.core.db import db

from ..signals import (
    subscription_continued,
    subscription_ended,
    subscription_leaving,
    subscription_past_due,
    subscription_renewed,
    subscription_started,
)
from .errors import NotSubscribed
from .teaching import ALL_OF_IT

if TYPE_CHECKING:
    from blinker import Signal
    from sqlalchemy.orm import Mapped

    from educrowd.core.payments import CardSetup


class Renewable:
    """The verbs of a subscription, and whether they make sense now."""

    if TYPE_CHECKING:
        id: Mapped[int]
        user_id: Mapped[int]
        course_id: Mapped[int | None]
        every: Mapped[str]
        state: Mapped[str]
        card: Mapped[CardSetup | None]
        card_setup_id: Mapped[int | None]
        joined_at: Mapped[datetime | None]
        next_period_at: Mapped[datetime | None]
        ends_at: Mapped[datetime | None]
        ended_at: Mapped[Any]
        because: Mapped[str]

        @property
        def source(self) -> str: ...

    @property
    def may_leave(self) -> bool:
        return self.state in ("active", "past_due", "draft") and self.ends_at is None

    @property
    def may_stay(self) -> bool:
        """Whether who cancelled may think again."""
        return self.state == "active" and self.ends_at is not None and not self.is_period_over

    @property
    def is_period_over(self) -> bool:
        """By the database's clock at this very moment."""
        return bool(db.session.scalar(select(func.clock_timestamp() >= self.next_period_at)))

    def use(self, card: CardSetup) -> None:
        self.card, self.card_setup_id = card, card.id

    def pay(self) -> None:
        """A period is paid: the first one opens what it is for, from this moment on."""
        is_first = self.joined_at is None
        if is_first:
            now = db.session.scalar(select(func.clock_timestamp()))
            following = db.session.scalar(select(func.app.period_begins(now, 2, self.every)))
            self.joined_at, self.next_period_at = now, following
        self._become("active")
        kind, subject_id = ("course", self.course_id) if self.course_id else ("catalogue", ALL_OF_IT)
        entitlements.grant(self.user_id, kind=kind, subject_id=subject_id, source=self.source)
        self.announce(subscription_started if is_first else subscription_renewed)

    def fall_behind(self) -> None:
        """Its card was not charged: what was open stays so for some days."""
        if self.state != "past_due":
            self._become("past_due")
            self.announce(subscription_past_due)

    def leave(self) -> None:
        """End it with the period that is paid."""
        if self.state != "active" or self.ends_at:
            raise NotSubscribed("This subscription cannot be cancelled now.")
        self.ends_at = self.next_period_at
        db.session.flush()
        self.announce(subscription_leaving)

    def stay(self) -> None:
        """Take cancelling back, while the paid period lasts."""
        if not self.may_stay:
            raise NotSubscribed("This subscription has ended.")
        self.ends_at = None
        db.session.flush()
        self.announce(subscription_continued)

    def end(self, *, because: str) -> None:
        """It is over: what it opened closes, what was learned is kept; of one that never began, nobody hears."""
        self.because, self.ended_at = because, func.clock_timestamp()
        self._become("ended")
        entitlements.revoke(source=self.source)
        if self.joined_at:
            self.announce(subscription_ended)

    def reopen(self) -> None:
        """Its refund failed: what was paid lasts to its end, and nothing is charged after it."""
        self.because, self.ended_at, self.ends_at = "", None, self.next_period_at
        self.pay()

    def expire(self, because: str) -> None:
        """No card was ever given."""
        self.because = because
        self._become("expired")

    def announce(self, news: Signal) -> None:
        """Tell whom it concerns, in the transaction that writes it."""
        news.send(subscription_id=self.id, user_id=self.user_id)

    def _become(self, state: str) -> None:
        self.state = state
        db.session.flush()
