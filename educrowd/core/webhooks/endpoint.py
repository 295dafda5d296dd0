"""Where a site's news goes: an address, what it wants to hear, and the secret that signs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, Select, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from .. import people
from ..addresses import parts_of
from ..db import Model, TenantOwned, Timestamps, db, utcnow
from ..encryption import EncryptedText
from ..errors import Refused
from ..public_hosts import require_public
from .signing import new_secret

MANAGE = "webhooks.manage"
MOST_ENDPOINTS = 20
OLD_SECRET_LIVES = timedelta(hours=24)


class SwitchedOff(Refused):
    """Nothing is sent to a webhook that is off."""

    message = "This webhook is switched off. Switch it on first."


class TooManyEndpoints(Refused):
    """Each of them is asked for at each event."""

    def __init__(self) -> None:
        super().__init__(f"A site has at most {MOST_ENDPOINTS} webhooks. Delete one that nobody needs.", field="url")


class WebhookEndpoint(TenantOwned, Timestamps, Model):
    """One receiver. It hears what its owner may read; with their rights it ends."""

    __tablename__ = "webhook_endpoints"

    url: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="", default="")
    events: Mapped[list[str]]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    secret: Mapped[str] = mapped_column(EncryptedText, default=new_secret)
    old_secret: Mapped[str | None] = mapped_column(EncryptedText)
    old_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    wakes_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[str] = mapped_column(server_default="", default="")

    @classmethod
    def open(cls, *, url: str, events: list[str], user_id: int, description: str = "") -> Self:
        """A new one; Blocked where its address is none that we call."""
        if (db.session.scalar(select(func.count()).select_from(cls)) or 0) >= MOST_ENDPOINTS:
            raise TooManyEndpoints()
        require_public(url)
        endpoint = cls(url=url, events=sorted(set(events)), user_id=user_id, description=description)
        db.session.add(endpoint)
        db.session.flush()
        return endpoint

    @classmethod
    def wanting(cls, event: str) -> Select[Self]:
        """Those that are on and asked for this."""
        return select(cls).where(cls.disabled_at.is_(None), cls.events.contains([event])).order_by(cls.id)

    @classmethod
    def in_trouble(cls) -> Select[Self]:
        """Those that fail, or were switched off for failing."""
        return select(cls).where(or_(cls.failing_since.is_not(None), cls.disabled_because != "")).order_by(cls.id)

    @classmethod
    def numbered(cls, endpoint_id: int) -> Self | None:
        """The row as it is now; None when somebody has deleted it."""
        mine = select(cls).where(cls.id == endpoint_id)
        return db.session.scalar(mine.execution_options(populate_existing=True))

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def host(self) -> str:
        """What people know it by; the rest of its address may hold a secret."""
        return parts_of(self.url).netloc

    @property
    def is_resting(self) -> bool:
        return self.rests_until is not None and self.rests_until > utcnow()

    @property
    def is_owned_rightly(self) -> bool:
        """Whether its owner may still have webhooks here."""
        return people.acting(self.user_id).can(MANAGE)

    @property
    def signing_secrets(self) -> list[str]:
        """The present one, and while receivers change over the one before."""
        is_changing = self.old_secret and self.old_secret_until and self.old_secret_until > utcnow()
        return [self.secret, str(self.old_secret)] if is_changing else [self.secret]

    def change(self, **values: Any) -> None:
        """Another `url`, other `events`, another `description`."""
        if "url" in values:
            require_public(values["url"])
        if "events" in values:
            values["events"] = sorted(set(values["events"]))
        for name, value in values.items():
            setattr(self, name, value)

    def require_active(self) -> None:
        if not self.is_active:
            raise SwitchedOff()

    def roll_secret(self) -> str:
        """A new secret; the old one signs as well for a day."""
        self.old_secret, self.old_secret_until = self.secret, utcnow() + OLD_SECRET_LIVES
        self.secret = new_secret()
        return self.secret

    def switch_on(self) -> None:
        """Tell it what happens from now on, in its present owner's name."""
        self.disabled_at, self.disabled_because = None, ""
        self.failing_since = self.rests_until = self.wakes_at = None

    def switch_off(self, because: str = "") -> None:
        """Tell it nothing more; `because` says why where nobody asked for it."""
        self.failing_since = None
        self.disabled_at, self.disabled_because = utcnow(), because
