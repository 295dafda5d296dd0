"""One piece of news for one endpoint, and each try to hand it over."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Self

from sqlalchemy import CheckConstraint, Index, Select, UniqueConstraint, Update, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from ..encryption import EncryptedText
from ..errors import Refused
from .endpoint import WebhookEndpoint

STATES = ("waiting", "delivered", "failed")
# What is waited before the next try; after the last one it is given up.
BACKOFF = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=24),
)  # fmt: skip


# Whoever tries it has it for so long; a worker that died in between is followed by another.
LEASE = timedelta(seconds=60)


class StillWaiting(Refused):
    """What has not ended can't begin anew."""

    message = "This delivery is on its way already."


class WebhookDelivery(TenantOwned, Timestamps, Model):
    """The body is encrypted, as it may tell of people; the message's id stays the same over all tries."""

    __tablename__ = "webhook_deliveries"
    __constraints__ = (
        UniqueConstraint("tenant_id", "message_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'waiting') = (next_try_at IS NOT NULL)", name="next_try_at"),
        Index("ix_webhook_deliveries_created_at", "tenant_id", "created_at"),
        Index(
            "ix_webhook_deliveries_waiting",
            "tenant_id",
            "endpoint_id",
            "next_try_at",
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    endpoint_id: Mapped[int] = refers("webhook_endpoints", ondelete="CASCADE")
    message_id: Mapped[str] = mapped_column(default=lambda: f"msg_{token_urlsafe(18)}")
    event: Mapped[str]
    body: Mapped[str] = mapped_column(EncryptedText)
    state: Mapped[str] = mapped_column(server_default="waiting", default="waiting")
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=utcnow)

    endpoint: Mapped[WebhookEndpoint] = joined("WebhookDelivery.endpoint_id", "WebhookEndpoint")
    attempts: Mapped[list[WebhookAttempt]] = joined(
        "WebhookAttempt.delivery_id",
        "WebhookDelivery",
        back_populates="delivery",
        order_by="WebhookAttempt.id",
        passive_deletes=True,
    )

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> Select[Self]:
        """All that an endpoint was told or is to be, the newest first."""
        return select(cls).where(cls.endpoint_id == endpoint.id).order_by(cls.id.desc())

    @classmethod
    def held(cls, delivery_id: int) -> Self | None:
        """The row as it is now, held until this transaction ends; None when it is gone."""
        mine = select(cls).where(cls.id == delivery_id).with_for_update()
        return db.session.scalar(mine.execution_options(populate_existing=True))

    @classmethod
    def next_due(cls, endpoint: WebhookEndpoint) -> Select[Self]:
        """What is to be tried now and nobody is trying."""
        due = select(cls).where(
            cls.endpoint_id == endpoint.id, cls.state == "waiting", cls.next_try_at <= func.clock_timestamp()
        )
        return due.order_by(cls.next_try_at, cls.id).limit(1).with_for_update(skip_locked=True)

    @classmethod
    def next_try_of(cls, endpoint: WebhookEndpoint) -> Select[datetime | None]:
        """When the earliest of those that wait is due."""
        return select(func.min(cls.next_try_at)).where(cls.endpoint_id == endpoint.id, cls.state == "waiting")

    @classmethod
    def giving_up_on(cls, endpoint: WebhookEndpoint) -> Update:
        """The statement that ends all waiting."""
        waiting = update(cls).where(cls.endpoint_id == endpoint.id, cls.state == "waiting")
        return waiting.values(state="failed", next_try_at=None)

    @property
    def last(self) -> WebhookAttempt | None:
        return self.attempts[-1] if self.attempts else None

    def lease(self) -> None:
        """Keep others from it for as long as a try takes."""
        self.next_try_at = utcnow() + LEASE

    def arrived(self) -> None:
        self.state, self.next_try_at = "delivered", None

    def missed(self) -> None:
        """Wait for the next try, or give up after the last."""
        if self.tries > len(BACKOFF):
            self.state, self.next_try_at = "failed", None
        else:
            self.next_try_at = utcnow() + BACKOFF[self.tries - 1]

    def again(self) -> None:
        """Send it once more, as it was, with all its tries."""
        self.endpoint.require_active()
        if self.state == "waiting":
            raise StillWaiting()
        self.state, self.tries, self.next_try_at = "waiting", 0, utcnow()


class WebhookAttempt(TenantOwned, Model):
    """One try: a status and the beginning of the answer, or why there was none."""

    __tablename__ = "webhook_attempts"

    delivery_id: Mapped[int] = refers("webhook_deliveries", ondelete="CASCADE")
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(server_default="", default="")
    milliseconds: Mapped[int]
    answer: Mapped[str] = mapped_column(EncryptedText, default="")
    at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    delivery: Mapped[WebhookDelivery] = joined(
        "WebhookAttempt.delivery_id", "WebhookDelivery", back_populates="attempts"
    )

    @property
    def is_good(self) -> bool:
        """Only 2xx is a yes; a redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300
