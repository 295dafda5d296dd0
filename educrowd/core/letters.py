"""One text to many people: a row for each letter, sent once, with what became of it."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from . import mail
from .allowances import room
from .current import current
from .db import db, utcnow
from .jobs import Job

STATES = ("waiting", "sent", "delivered", "bounced", "left")
BATCH = 50
MOST_TRIES = 3
PATIENCE = timedelta(minutes=10)
TOMORROW = timedelta(days=1)
# What a report may still change: a letter that was taken can come back, one that came back stays so.
BEFORE = {"delivered": ("sent",), "bounced": ("sent", "delivered")}
CALLED = {"delivered": "delivered", "bounced": "bounced", "soft_bounced": "bounced"}


class Mailed:
    """A letter's way; whose it is and what it says are the model's own."""

    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    message_id: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())

    @classmethod
    def next_of(cls, letters: Select[Any], *order: Any) -> Any:
        """One that nobody else is sending at this moment; those that were refused for now come last."""
        waiting = letters.where(cls.state == "waiting").order_by(cls.tries, *order)
        return db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True))

    @classmethod
    def report(cls, message_id: str, event: str, reason: str) -> None:
        """Note what a mail provider tells about a letter; of a complaint a letter has no state."""
        state = CALLED.get(event)
        if state is None:
            return
        told = update(cls).where(cls.message_id == message_id, cls.state.in_(BEFORE[state]))
        db.session.execute(told.values(state=state, reason=reason, changed_at=utcnow()))

    @classmethod
    def counts_by(cls, column: Any, *where: ColumnElement[bool]) -> dict[int, dict[str, int]]:
        """How many letters of each text, which `column` names, are in which state."""
        found: dict[int, dict[str, int]] = {}
        counted = select(column, cls.state, func.count()).where(*where).group_by(column, cls.state)
        for text_id, state, count in db.session.execute(counted):
            found.setdefault(text_id, {})[state] = count
        return found

    def become(self, state: str, reason: str = "", message_id: str | None = None) -> Self:
        self.state, self.reason, self.message_id = state, reason, message_id
        return self

    def put_off(self, reason: str) -> None:
        """Not now: another try later, three in all."""
        self.tries += 1
        self.become("waiting" if self.tries < MOST_TRIES else "bounced", reason)

    def hand_over(self, deliver: Callable[[], str]) -> None:
        """Let `deliver` mail it, and note how that went."""
        try:
            message_id = deliver()
        except mail.Bounced as bounce:
            self.become("bounced", str(bounce)[:500])
        except smtplib.SMTPRecipientsRefused as refusal:
            self.put_off(str(refusal)[:500])
        else:
            self.become("delivered" if mail.is_mailbox() else "sent", message_id=message_id)


def send_in_batches(job: Job[..., Any], text_id: int, send_next: Callable[[], Mailed | None]) -> None:
    """Send letters until there is none left, each noted in a transaction of its own, so that none goes out twice.

    `send_next` sends one and answers it; `job(text_id)` is promised again for what remains. Where the site's plan holds
    no more letters this month, or the site is closed, they wait and are looked after again tomorrow.
    """
    if current.tenant.is_closed:
        job.later(text_id, _at=utcnow() + TOMORROW)
        return
    left = room("mails_a_month")
    for _ in range(BATCH if left is None else min(BATCH, left)):
        letter = send_next()
        if letter is None:
            return
        is_put_off = letter.state == "waiting"
        db.session.commit()
        if is_put_off:
            job.later(text_id, _at=utcnow() + PATIENCE)
            return
    job.later(text_id, _at=None if left is None or left > BATCH else utcnow() + TOMORROW)
