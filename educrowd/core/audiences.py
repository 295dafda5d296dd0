"""For whom something is written: for everyone, or for those who are or hold something that a module knows about.

Siblings meet here: a module offers an audience at start, the module that keeps texts asks who belongs to it. An
audience is written as its kind and the id of its subject, "course:3"; one without a subject as "members".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from sqlalchemy import Select, select

from . import entitlements
from .db import db
from .errors import Invalid

EVERYONE = "everyone"
OPEN = "Everyone"


@dataclass(frozen=True, slots=True)
class WayIn:
    """How somebody who is not among them gets there, in words and as an address."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of audience; `subject` is what `find` answers, None for a kind without subjects.

    `choices(user)` are pairs of (id, title) that this person may write for, `name(subject)` says who they are,
    `people(subject_id)` selects their ids; `run_by(subject, user)` says who speaks for the subject and reads along.
    """

    name: str
    title: str
    choices: Callable[[Any], Iterable[tuple[int, str]]]
    named: Callable[[Any], str]
    people: Callable[[int], Select[Any]]
    way_in: Callable[[Any], WayIn | None]
    find: Callable[[int], Any] = lambda subject_id: None
    run_by: Callable[[Any, Any], bool] = lambda subject, user: False
    has_subjects: bool = True


KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience: those of a kind, about one subject."""

    kind: str
    subject_id: int = 0

    @classmethod
    def read(cls, written: str) -> Self | None:
        """The audience that is written so; None for what is none."""
        kind, _, number = written.partition(":")
        known = KINDS.get(kind)
        is_number = number.isascii() and number.isdigit() and 0 < len(number) < 16
        if known is None or known.has_subjects != is_number or (number and not is_number):
            return None
        return cls(kind, int(number or 0))

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}" if self.subject_id else self.kind

    @property
    def title(self) -> str:
        """The kind of people, for lists: nothing is looked up."""
        known = KINDS.get(self.kind)
        return known.title if known else "Some"

    @property
    def subject(self) -> Any:
        known = KINDS.get(self.kind)
        return known.find(self.subject_id) if known and known.has_subjects else None

    @property
    def is_there(self) -> bool:
        """Whether there can be anybody: a kind that a module offers, and a subject that still exists."""
        known = KINDS.get(self.kind)
        return known is not None and (not known.has_subjects or self.subject is not None)

    @property
    def name(self) -> str:
        """Who they are, in words."""
        return KINDS[self.kind].named(self.subject) if self.is_there else "Nobody any more"

    @property
    def way_in(self) -> WayIn | None:
        return KINDS[self.kind].way_in(self.subject) if self.is_there else None

    def people(self) -> Select[Any]:
        """The ids of all of them."""
        return KINDS[self.kind].people(self.subject_id)

    def has(self, user_id: int | None) -> bool:
        """Whether this person is one of them at this moment."""
        if user_id is None or self.kind not in KINDS:
            return False
        people = self.people().subquery()
        return db.session.scalar(select(people.c[0]).where(people.c[0] == user_id).limit(1)) is not None

    def admits(self, user: Any) -> bool:
        """Whether this person may read: as one of them, or as somebody who speaks for the subject."""
        if not user.is_authenticated or self.kind not in KINDS:
            return False
        return self.has(user.id) or KINDS[self.kind].run_by(self.subject, user)


def offer(name: str, *, title: str, people: Callable[[int], Select[Any]] | None = None, **parts: Any) -> None:
    """Called at start by the module that knows these people; without `people`, they are those entitled to the kind."""
    KINDS[name] = Kind(name, title, people=people or partial(_entitled, name), **parts)


def choices(user: Any) -> dict[str, dict[str, str]]:
    """The audiences that this person may write for, by the titles of their kinds: what a form lists in groups."""
    found = {kind.title: dict(_choice(kind, *row) for row in kind.choices(user)) for kind in KINDS.values()}
    return {title: listed for title, listed in found.items() if listed}


def require_offered(written: str | None, user: Any) -> None:
    """Refuse an audience that this person may not write for; nothing said is no audience."""
    offered = {one for listed in choices(user).values() for one in listed}
    if written and written != EVERYONE and written not in offered:
        raise Invalid("audience", "Choose everyone, or an audience that is offered to you.")


def _choice(kind: Kind, subject_id: int, title: str) -> tuple[str, str]:
    return str(Audience(kind.name, subject_id)), title


def _entitled(kind: str, subject_id: int) -> Select[Any]:
    return entitlements.holders(kind=kind, subject_id=subject_id)
