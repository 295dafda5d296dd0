"""Who has not handed in an assignment or a quiz: counted, listed, as a file."""

from __future__ import annotations

from typing import Any

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.errors import Invalid
from educrowd.core.pages import paginate, render

from ...enrolling.progress_report import standings
from ...grading.missing import COLUMNS, missing, missing_counts, row_of
from ...models import Course, Enrollment
from ..blueprint import bp
from ..finding import assisted_course, lesson_of

MISSING = "/studio/courses/<slug>/missing"


@bp.get(f"{MISSING}/")
@needs("courses.work")
def missing_work(slug: str):
    course = assisted_course(slug)
    return render("lms/studio/missing/index.html", course=course, counts=missing_counts(course))


@bp.get(f"{MISSING}/<uid>")
@needs("courses.work")
def missing_learners(slug: str, uid: str):
    course, lesson, found = _missing(slug, uid)
    page = paginate(found, per_page=50)
    shown = {"page": page, "standings": standings(page.items)}
    return render("lms/studio/missing/show.html", course=course, lesson=lesson, **shown)


@bp.get(f"{MISSING}/<uid>.csv")
@needs("courses.work")
def missing_file(slug: str, uid: str):
    course, _, found = _missing(slug, uid)
    return csv_file(f"not-handed-in-{course.slug}.csv", COLUMNS, found, row_of)


def _missing(slug: str, uid: str) -> tuple[Course, Any, Select[Enrollment]]:
    course = assisted_course(slug)
    lesson = lesson_of(course.edition, uid)
    try:
        found = missing(course, lesson)
    except Invalid:
        abort(404)
    return course, lesson, found.options(joinedload(Enrollment.user).undefer(User.has_come))
