"""Progress = completed ∩ required now ÷ required now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .edition import PublishedLesson
    from .lesson import Lesson

    Shown = Lesson | PublishedLesson


def percent(done: int, required: int) -> int:
    """Whole percent, rounded down so that 100 means all; a course that requires nothing stays at 0."""
    return done * 100 // required if required else 0


@dataclass(frozen=True)
class Journey:
    """One learner's way through a course's lessons as they are now.

    `done` maps the uids of completed lessons, also of those that are gone, to when that was.
    """

    lessons: Sequence[Shown]
    done: dict[str, datetime]

    @property
    def percent(self) -> int:
        return percent(*self._counts(required=True))

    @property
    def words(self) -> str:
        """What the percent are of: required lessons, and the others beside them."""
        (done, total), (more, optional) = self._counts(required=True), self._counts(required=False)
        if not optional:
            return f"{done} of {total} lessons done"
        return f"{done} of {total} required lessons done, {more} of {optional} optional"

    @property
    def done_count(self) -> int:
        return sum(map(self.has_done, self.lessons))

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

    def _counts(self, *, required: bool) -> tuple[int, int]:
        """How many of these are done, and how many there are."""
        counted = [lesson for lesson in self.lessons if lesson.required == required]
        return sum(map(self.has_done, counted)), len(counted)

    def _when(self, lesson: Shown) -> datetime:
        return self.done[lesson.uid]

    def _first_undone(self, lessons: Iterable[Shown]) -> Shown | None:
        return next((lesson for lesson in lessons if not self.has_done(lesson)), None)
