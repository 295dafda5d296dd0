"""What moderators do with what others wrote; each verb can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import utcnow
from educrowd.core.errors import Refused

STATUSES = ("held", "published", "hidden", "deleted")
PAST = {"approve": "approved", "hide": "hidden", "delete": "deleted", "undo": "restored"}
VERBS = tuple(PAST)


class NotNow(Refused):
    """What a moderator asks for makes no sense here any more."""


class Judged:
    """The state that it is in, and who put it there."""

    status: Mapped[str] = mapped_column(default="published", server_default="published")
    because: Mapped[str] = mapped_column(default="", server_default="")
    status_before: Mapped[str | None]
    moderator_id: Mapped[int | None]
    moderated_at: Mapped[datetime | None]

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    def approve(self, *, by: Any) -> None:
        """Show it, or leave it as it is although somebody reported it."""
        self._become("published", by)

    def hide(self, *, by: Any) -> None:
        """Take it off the page; it is kept."""
        self._become("hidden", by)

    def delete(self, *, by: Any) -> None:
        """Throw it away; for some days that can be undone."""
        self._become("deleted", by)

    def undo(self, *, by: Any) -> None:
        """Take the last verb back."""
        if self.status_before is None:
            raise NotNow("There is nothing to undo.")
        self.status, self.status_before = self.status_before, None
        self._note(by)

    def _become(self, status: str, by: Any) -> None:
        self.status_before, self.status = self.status, status
        self._note(by)

    def _note(self, by: Any) -> None:
        self.moderator_id, self.moderated_at = by.id, utcnow()
