"""Word from those who make something to those who wait for it: a text that readers find and a letter.

Siblings meet here: the module that keeps texts says once how it does, others ask for a subject's updates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .audiences import Audience

AUDIENCES = ("everyone", "entitled")


@dataclass(frozen=True, slots=True)
class Update:
    """An update as its subject's pages list it; `readers` says whom it is for, `letters` counts its mails by state."""

    id: int
    tenant_id: int
    title: str
    summary: str
    url: str
    studio_url: str
    audience: str
    readers: str
    status: str
    author_name: str
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    letters: dict[str, int] = field(default_factory=dict)

    @property
    def is_for_everyone(self) -> bool:
        return self.audience == "everyone"


class Desk(Protocol):
    """Where updates are written and kept; a subject is an entitlement's kind and id."""

    def about(self, kind: str, subject_id: int, *, with_drafts: bool = False) -> list[Update]:
        """The subject's updates, newest first; with their letters where drafts are shown."""
        ...

    def write(
        self, kind: str, subject_id: int, *, title: str, body_markdown: str, audience: str, is_published: bool
    ) -> Update:
        """A new one, by the person acting."""
        ...

    def opened_by(self, audiences: Iterable[Audience], reader_id: int) -> list[Update]:
        """What is out for these alone, newest first, under addresses by which this reader reads it without a log-in."""
        ...

    def writing_url(self, kind: str, subject_id: int) -> str:
        """The page on which one begins."""
        ...


_desks: list[Desk] = []


def are_kept_by(desk: Desk) -> None:
    """Called once by the module that keeps texts."""
    _desks[:] = [desk]


def desk() -> Desk:
    return _desks[0]
