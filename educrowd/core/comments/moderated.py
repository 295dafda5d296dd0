"""A comment's words, and what moderators do with them; each verb can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import utcnow
from educrowd.core.errors import Refused

from .plain import as_html

STATUSES = ("held", "published", "hidden", "deleted")
PAST = {"approve": "approved", "hide": "hidden", "delete": "deleted", "undo": "restored"}
VERBS = tuple(PAST)
REASONS = ("spam", "abuse", "illegal", "other")


class NotNow(Refused):
    """What a moderator asks for makes no sense here any more."""


class Moderated:
    """The columns and verbs of every module's comments; `parent_id` and what they are about are the model's own.

    Name and face are those of the moment of writing, so that a thread is read without looking for its people.
    """

    author_id: Mapped[int]
    author_name: Mapped[str]
    author_face: Mapped[str]
    author_role: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[str]
    status: Mapped[str] = mapped_column(default="published", server_default="published")
    because: Mapped[str] = mapped_column(default="", server_default="")
    status_before: Mapped[str | None]
    moderator_id: Mapped[int | None]
    moderated_at: Mapped[datetime | None]
    reports_count: Mapped[int] = mapped_column(default=0, server_default="0")
    reports_judged: Mapped[int] = mapped_column(default=0, server_default="0")

    @classmethod
    def is_reported(cls) -> ColumnElement[bool]:
        """Whether somebody reported it since a moderator last looked."""
        return and_(cls.reports_count > cls.reports_judged, cls.status.in_(("held", "published")))

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back: then nobody brings it out again."""
        return self.status == "deleted" and not self.body

    @property
    def has_open_reports(self) -> bool:
        return self.reports_count > self.reports_judged

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
        """Take the last verb back; what was reported waits for an answer again."""
        if self.status_before is None:
            raise NotNow("There is nothing to undo.")
        self.status, self.status_before = self.status_before, None
        self.reports_judged = 0
        self._note(by)

    def withdraw(self) -> None:
        """Its author takes it back, words and all."""
        self.status, self.status_before, self.body, self.because = "deleted", None, "", ""

    def _become(self, status: str, by: Any) -> None:
        if self.is_withdrawn:
            raise NotNow("Its author has removed this comment.")
        self.status_before, self.status = self.status, status
        self.reports_judged = self.reports_count
        self._note(by)

    def _note(self, by: Any) -> None:
        self.moderator_id, self.moderated_at = by.id, utcnow()


class Report:
    """One reader's word that a comment should not be there; `reporter` names nobody outside of the table."""

    reporter: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="", server_default="")
