"""How a course's sections and lessons are put in order; one person at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.db import db

from .errors import Stale
from .lesson import Lesson
from .section import Section


class Arranged:
    """The course's verbs for its outline. Positions run from 1 without gaps."""

    def add_section(self: Any, title: str) -> Section:
        self._hold_outline()
        section = Section(title=title)
        self.sections.append(section)
        renumber(self.sections)
        db.session.flush()
        return section

    def add_lesson(self: Any, title: str, *, section: Section | None = None, body: str = "", **facts: Any) -> Lesson:
        """A new lesson at the end of the section, or of the course; `facts` are columns of Lesson."""
        self._hold_outline()
        siblings = (section or self._last_section()).lessons
        lesson = Lesson(title=title, **facts)
        lesson.write(body)
        siblings.append(lesson)
        renumber(siblings)
        db.session.flush()
        return lesson

    def rewrite_lesson(self: Any, lesson: Lesson, *, over: int, **facts: Any) -> None:
        """Change a lesson as it was at the version `over`; Stale where somebody saved something else since."""
        self._hold_outline()
        if lesson.version != over:
            if all(getattr(lesson, name) == value for name, value in facts.items()):
                return  # sent again, as the answer got lost
            raise Stale()
        lesson.change(**facts)

    def move_section(self: Any, section: Section, *, by: int) -> None:
        """Up (-1) or down (1) among the sections."""
        self._hold_outline()
        put(section, self.sections, self.sections.index(section) + by)

    def place_section(self: Any, section: Section, position: int) -> None:
        """To a position, from 1; past the end means the end."""
        self._hold_outline()
        put(section, self.sections, min(position, len(self.sections)) - 1)

    def move_lesson(self: Any, lesson: Lesson, *, by: int) -> None:
        """Up (-1) or down (1); at a section's edge into the neighboring section."""
        self._hold_outline()
        place = lesson.section.lessons.index(lesson) + by
        if 0 <= place < len(lesson.section.lessons):
            put(lesson, lesson.section.lessons, place)
        elif neighbor := self._neighbor(lesson.section, by):
            self._hand_over(lesson, neighbor, place=len(neighbor.lessons) if by < 0 else 0)

    def place_lesson(self: Any, lesson: Lesson, position: int, *, section: Section | None = None) -> None:
        """To a position, from 1, in its own or another section; past the end means the end."""
        self._hold_outline()
        self._hand_over(lesson, section or lesson.section, place=position - 1)

    def remove_section(self: Any, section: Section) -> None:
        self._hold_outline()
        self.sections.remove(section)
        renumber(self.sections)

    def remove_lesson(self: Any, lesson: Lesson) -> None:
        self._hold_outline()
        siblings = lesson.section.lessons
        siblings.remove(lesson)
        renumber(siblings)

    def require(self: Any, lesson: Lesson, required: bool) -> None:
        """Whether the lesson counts toward completing the course."""
        lesson.required = required

    def _hold_outline(self: Any) -> None:
        # Not FOR UPDATE, which would make people who enroll wait for whoever edits.
        held = select(type(self)).where(type(self).id == self.id).with_for_update(key_share=True)
        fresh = held.options(self.outline_option()).execution_options(populate_existing=True)
        db.session.scalars(fresh).one()

    def _last_section(self: Any) -> Section:
        return self.sections[-1] if self.sections else self.add_section(self.title)

    def _neighbor(self: Any, section: Section, by: int) -> Section | None:
        place = self.sections.index(section) + by
        return self.sections[place] if 0 <= place < len(self.sections) else None

    def _hand_over(self: Any, lesson: Lesson, section: Section, *, place: int) -> None:
        left = lesson.section
        left.lessons.remove(lesson)
        section.lessons.insert(max(place, 0), lesson)
        renumber(left.lessons)
        renumber(section.lessons)


def put(item: Any, siblings: list[Any], place: int) -> None:
    """Move an item to a place among its siblings; nothing happens past the edges."""
    if not 0 <= place < len(siblings):
        return
    siblings.remove(item)
    siblings.insert(place, item)
    renumber(siblings)


def renumber(siblings: list[Any]) -> None:
    for position, item in enumerate(siblings, start=1):
        item.position = position
