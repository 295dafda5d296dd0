"""A comment's words, and what moderators do with them."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Mapped, aliased, mapped_column

from .judged import PAST, STATUSES, VERBS, Judged, NotNow
from .plain import as_html

__all__ = ["PAST", "REASONS", "STATUSES", "VERBS", "Moderated", "NotNow", "Report"]

REASONS = ("spam", "abuse", "illegal", "other")


class Moderated(Judged):
    """The columns and verbs of every module's comments; `parent_id` and what they are about are the model's own.

    Name and face are those of the moment of writing, so that a thread is read without looking for its people.
    """

    author_id: Mapped[int]
    author_name: Mapped[str]
    author_face: Mapped[str]
    author_role: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[str]
    reports_count: Mapped[int] = mapped_column(default=0, server_default="0")
    reports_judged: Mapped[int] = mapped_column(default=0, server_default="0")

    @classmethod
    def is_reported(cls) -> ColumnElement[bool]:
        """Whether somebody reported it since a moderator last looked."""
        return and_(cls.reports_count > cls.reports_judged, cls.status.in_(("held", "published")))

    @classmethod
    @cache
    def answering(cls) -> Any:
        """The same table beside itself, to ask for answers. Kept, as making it takes longer than the question."""
        return aliased(cls)

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back: then nobody brings it out again."""
        return self.status == "deleted" and not self.body

    @property
    def has_open_reports(self) -> bool:
        return self.reports_count > self.reports_judged

    def undo(self, *, by: Any) -> None:
        """Take the last verb back; what was reported waits for an answer again."""
        super().undo(by=by)
        self.reports_judged = 0

    def withdraw(self) -> None:
        """Its author takes it back, words and all."""
        self.status, self.status_before, self.body, self.because = "deleted", None, "", ""

    def _become(self, status: str, by: Any) -> None:
        if self.is_withdrawn:
            raise NotNow("Its author has removed this comment.")
        super()._become(status, by)
        self.reports_judged = self.reports_count


class Report:
    """One reader's word that a comment should not be there; `reporter` names nobody outside of the table."""

    reporter: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="", server_default="")
