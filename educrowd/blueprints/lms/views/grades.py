"""A learner's own grades, each with how it came about."""

from __future__ import annotations

from flask import abort

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import render

from ..grading.gradebook import book_of
from ..grading.gradebook import fold as fold_of
from .blueprint import bp
from .finding import course_at


@bp.get("/learn/<slug>/grades")
@needs(SIGNED_IN)
def grades(slug: str):
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user)
    if enrollment is None:
        abort(404)
    book = book_of(course)
    history = book.history([enrollment.proven().id], released=True)[enrollment.id]
    grade = fold_of(history, book.scheme)
    notes = {change.item_uid: change.note for change in history}
    return render("lms/grades/show.html", course=course, book=book, grade=grade, notes=notes)
