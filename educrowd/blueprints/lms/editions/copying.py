"""A lesson or a whole course once more, with files of its own and new uids."""

from __future__ import annotations

from typing import Any

from educrowd.core.audit import audit
from educrowd.core.db import db

from ..limits import TITLE
from ..models import Course, Lesson
from ..transfer.assets import OfSite
from ..transfer.building import build
from ..transfer.document import document_of
from ..transfer.report import Report
from ..transfer.schemas import read_document


def copy_lesson(course: Course, lesson: Lesson) -> Lesson:
    """The same lesson again, right after it."""
    copied = course.add_lesson(
        _copied(lesson.title), section=lesson.section, body=lesson.body, kind=lesson.kind, **_facts(lesson)
    )
    course.place_lesson(copied, lesson.position + 1)
    return copied


def copy_course(course: Course, *, by: Any) -> Course:
    """A draft with the same lessons, files, packages, questions, dates and grade items; nobody is enrolled in it."""
    document = read_document(document_of(course)) | {"edition": None, "cohorts": []}
    details = {
        name: getattr(course, name)
        for name in ("summary", "price_amount", "currency", "timezone", "in_order", "access_days", "renewable")
    }
    copied = Course.draft(by, title=_copied(course.title), description=course.description, **details)
    copied.sections.clear()
    db.session.flush()
    build(copied, document, OfSite(course), report=Report(), by=by)
    audit("course.copied", subject=copied, source=course.title)
    return copied


def _facts(lesson: Lesson) -> dict[str, Any]:
    return {"settings": lesson.settings, "preview": lesson.preview, "required": lesson.required}


def _copied(title: str) -> str:
    return f"{title[: TITLE - 7]} (copy)"
