"""Progress = completed ∩ required now ÷ required now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .edition import PublishedLesson
    from .lesson import Lesson

    Shown = Lesson | PublishedLesson


def percent(done: int, required: int) -> int:
    """Whole percent, rounded down so that 100 means all; a course that requires nothing stays at 0."""
    return done * 100 // required if required else 0


class Tally(NamedTuple):
    """Lessons of a kind: how many are done, and how many there are."""

    done: int
    total: int


@dataclass(frozen=True)
class Journey:
    """One learner's way through a course's lessons as they are now.

    `done` maps the uids of completed lessons, also of those that are gone, to when that was.
    """

    lessons: Sequence[Shown]
    done: dict[str, datetime]

    @property
    def percent(self) -> int:
        return percent(*self.required)

    @property
    def words(self) -> str:
        """What the percent are of: required lessons, and the others beside them."""
        (done, total), (more, others) = self.required, self.optional
        if not others:
            return f"{done} of {total} lessons done"
        return f"{done} of {total} required lessons done, {more} of {others} optional"

    @property
    def required(self) -> Tally:
        """What the course asks for, of which the percent are."""
        return self._tally([lesson for lesson in self.lessons if lesson.required])

    @property
    def optional(self) -> Tally:
        return self._tally([lesson for lesson in self.lessons if not lesson.required])

    @property
    def next_lesson(self) -> Shown | None:
        """Where to continue: what follows the latest completed lesson, else whatever was left out."""
        latest = max((lesson for lesson in self.lessons if self.has_done(lesson)), key=self._when, default=None)
        ahead = self.lessons[self.lessons.index(latest) + 1 :] if latest else self.lessons
        return self._first_undone(ahead) or self._first_undone(self.lessons)

    def has_done(self, lesson: Shown) -> bool:
        return lesson.uid in self.done

    def number(self, lesson: Shown) -> int:
        """Its place among all lessons, from 1."""
        return self.lessons.index(lesson) + 1

    def before(self, lesson: Shown) -> Shown | None:
        place = self.lessons.index(lesson)
        return self.lessons[place - 1] if place else None

    def after(self, lesson: Shown) -> Shown | None:
        return next(iter(self.lessons[self.number(lesson) :]), None)

    def _tally(self, lessons: Sequence[Shown]) -> Tally:
        return Tally(sum(map(self.has_done, lessons)), len(lessons))

    def _when(self, lesson: Shown) -> datetime:
        return self.done[lesson.uid]

    def _first_undone(self, lessons: Iterable[Shown]) -> Shown | None:
        return next((lesson for lesson in lessons if not self.has_done(lesson)), None)
