"""A lesson or a whole course once more, with files of its own and new uids."""

from __future__ import annotations

from typing import Any

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.documents import copy_document

from .filing import files_of
from .limits import TITLE
from .models import Course, CourseFile, Lesson, Section
from .placing import with_files

FACTS = ("kind", "body", "html", "preview", "required")


def copy_lesson(course: Course, lesson: Lesson) -> Lesson:
    """The same lesson again, right after it."""
    copied = course.add_lesson(
        _copied(lesson.title), section=lesson.section, body=lesson.body, kind=lesson.kind, **_facts(lesson)
    )
    course.place_lesson(copied, lesson.position + 1)
    return copied


def copy_course(course: Course, *, by: Any) -> Course:
    """A draft with the same sections, lessons and files; nobody is enrolled in it."""
    details = {"summary": course.summary, "price_amount": course.price_amount, "currency": course.currency}
    copied = Course.draft(by, title=_copied(course.title), description=course.description, **details)
    copied.sections = [_section(course, copied, section) for section in course.sections]
    db.session.flush()
    audit("course.copied", subject=copied, source=course.title)
    return copied


def _section(course: Course, copied: Course, section: Section) -> Section:
    lessons = [_lesson(course, copied, lesson) for lesson in section.lessons]
    return Section(title=section.title, position=section.position, lessons=lessons)


def _lesson(course: Course, copied: Course, lesson: Lesson) -> Lesson:
    facts = {name: getattr(lesson, name) for name in FACTS}
    settings = with_files(lesson.settings, _files(course, copied, lesson.settings))
    return Lesson(title=lesson.title, position=lesson.position, settings=settings, **facts)


def _files(course: Course, copied: Course, settings: dict[str, Any]) -> dict[str, str]:
    """New public ids by the old ones, each with bytes and a row of its own."""
    new = {}
    for public_id, file in files_of(course.id, settings).items():
        new[public_id] = copy_document(public_id, file.size_bytes)
        facts = {"name": file.name, "media_type": file.media_type, "size_bytes": file.size_bytes}
        db.session.add(CourseFile(course_id=copied.id, public_id=new[public_id], **facts))
    return new


def _facts(lesson: Lesson) -> dict[str, Any]:
    return {"settings": lesson.settings, "preview": lesson.preview, "required": lesson.required}


def _copied(title: str) -> str:
    return f"{title[: TITLE - 7]} (copy)"
