"""How a course's draft becomes an edition, and an old edition the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, literal, select

from educrowd.core.audit import audit
from educrowd.core.db import db

from ..signals import course_changed
from .changes import changes_of
from .edition import Edition, PublishedLesson, PublishedSection
from .lesson import Lesson
from .section import Section

if TYPE_CHECKING:
    from .course import Course

FROZEN = ("uid", "kind", "title", "body", "html", "settings", "position", "preview", "required")
KEPT = ("kind", "title", "body", "html", "settings", "preview", "required")


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft in the place of an edition: what makers see of a course that was never published."""

    course: Course
    number: int = 0

    @property
    def sections(self) -> list[Section]:
        return self.course.sections

    @property
    def lessons(self) -> list[Lesson]:
        return self.course.lessons


class Published:
    """The course's verbs for its editions; `version` is the number of the one that is out, 0 before the first."""

    @property
    def edition(self: Any) -> Edition | Draft:
        """What learners read, and all that is counted of them."""
        return self.published_edition or Draft(self)

    def publish(self: Any, *, by: Any = None, note: str = "") -> None:
        """Show learners the draft as it is now; nothing happens where they see it already."""
        self.freeze(by=by, note=note)
        self.become("published")

    def freeze(self: Any, *, by: Any = None, note: str = "") -> None:
        """Make the next edition of the draft, if it differs from the one that is out."""
        self._hold_outline()
        if self.version and not changes_of(self):
            return
        self.version += 1
        edition = Edition(course_id=self.id, number=self.version, note=note, published_by_id=by.id if by else None)
        db.session.add(edition)
        db.session.flush()
        _copy_sections(self, edition)
        _copy_lessons(edition)
        db.session.expire(self, ["published_edition"])
        if self.version > 1:
            audit("course.edition_published", subject=self, number=self.version)
            course_changed.send(self, course_id=self.id)
            self.tell_lessons()

    def restore(self: Any, edition: Edition) -> None:
        """Make an old edition the draft; what was drafted meanwhile is replaced, learners see nothing of it yet."""
        self._hold_outline()
        sections = {section.uid: section for section in self.sections}
        lessons = {lesson.uid: lesson for lesson in self.lessons}
        restored = [sections.get(old.uid) or Section(uid=old.uid) for old in edition.sections]
        for section, old in zip(restored, edition.sections, strict=True):
            section.title, section.position = old.title, old.position
            section.lessons = [_restored(lessons.get(each.uid), each) for each in old.lessons]
        self.sections = restored
        audit("course.edition_restored", subject=self, number=edition.number)
        db.session.flush()


def _copy_sections(course: Course, edition: Edition) -> None:
    frozen = select(literal(edition.id), Section.course_id, Section.id, Section.uid, Section.title, Section.position)
    frozen = frozen.where(Section.course_id == course.id)
    names = ["version_id", "course_id", "section_id", "uid", "title", "position"]
    db.session.execute(insert(PublishedSection).from_select(names, frozen))


def _copy_lessons(edition: Edition) -> None:
    facts = [getattr(Lesson, name) for name in FROZEN]
    frozen = select(PublishedSection.version_id, PublishedSection.id, Lesson.section_id, Lesson.id, *facts)
    frozen = frozen.join(PublishedSection, PublishedSection.section_id == Lesson.section_id)
    frozen = frozen.where(PublishedSection.version_id == edition.id)
    names = ["version_id", "part_id", "section_id", "lesson_id", *FROZEN]
    db.session.execute(insert(PublishedLesson).from_select(names, frozen))


def _restored(lesson: Lesson | None, old: PublishedLesson) -> Lesson:
    """The draft's lesson as it was; one that was deleted comes back under its old id."""
    lesson = lesson or Lesson(id=old.lesson_id, uid=old.uid, version=0)
    lesson.version += 1
    lesson.position = old.position
    for name in KEPT:
        setattr(lesson, name, getattr(old, name))
    return lesson
