"""What somebody wrote to the site by its contact form."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from markupsafe import Markup
from sqlalchemy import CheckConstraint, Identity, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.comments import as_html
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, utcnow

# `held` is what looks like spam: nobody got a letter about it.
STATES = ("unread", "read", "answered", "held", "deleted")
SETTING = "contact_form"


class ContactMessage(Timestamps, SchemaOwned):
    """Its words stay until somebody deletes it, and a month longer."""

    __tablename__ = "contact_messages"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(None, "state", "id"),
        Index(None, "user_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    body: Mapped[str]
    user_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="unread", server_default="unread")
    because: Mapped[str] = mapped_column(default="", server_default="")
    handled_by: Mapped[str] = mapped_column(default="", server_default="")
    handled_at: Mapped[datetime | None]

    @classmethod
    def in_state(cls, *states: str) -> Select[Self]:
        """Messages, newest first."""
        return select(cls).where(cls.state.in_(states)).order_by(cls.id.desc())

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def is_unread(self) -> bool:
        return self.state == "unread"

    def become(self, state: str, *, by: Any) -> None:
        """Note what somebody did with it."""
        self.state, self.handled_by, self.handled_at = state, by.name, utcnow()


def is_open() -> bool:
    """Whether the current site has a contact form."""
    return bool(current.tenant.settings.get(SETTING))
