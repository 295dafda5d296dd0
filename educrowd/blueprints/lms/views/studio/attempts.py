"""Who took a quiz and what came of it; one attempt with all its marks; one attempt more."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, paginate, render

from ...adjusting import give_attempt
from ...models import Attempt, Course, Enrollment
from ...quiz_settings import settings_of
from ...reviewing import ALL, lines_of, with_learners
from ..blueprint import bp
from ..finding import lesson_of, own_course

QUIZ = "/studio/courses/<slug>/quizzes/<uid>"


@bp.get(f"{QUIZ}/attempts")
@needs("courses.create")
def quiz_attempts(slug: str, uid: str):
    course, lesson = quiz_of(slug, uid)
    state = request.args.get("state", "")
    listed = Attempt.listed(course, uid, state if state in Attempt.FILTERS else "")
    page = paginate(with_learners(listed), per_page=50)
    shown = {"state": state, "page": page, "pass_percent": settings_of(lesson)["pass_percent"]}
    return render("lms/studio/attempts/index.html", course=course, lesson=lesson, **shown)


@bp.get(f"{QUIZ}/attempts/<int:id>")
@needs("courses.create")
def quiz_attempt(slug: str, uid: str, id: int):
    course, lesson = quiz_of(slug, uid)
    found = Attempt.listed(course, uid).where(Attempt.id == id)
    attempt = db.session.scalars(found).one_or_none() or abort(404)
    return render(
        "lms/studio/attempts/show.html",
        course=course,
        lesson=lesson,
        attempt=attempt,
        sight=ALL,
        lines=lines_of(attempt, ALL),
        pass_percent=settings_of(lesson)["pass_percent"],
    )


@bp.post(f"{QUIZ}/learners/<int:id>/attempts")
@needs("courses.create")
def give_quiz_attempt(slug: str, uid: str, id: int):
    """One more for this learner, from whichever page it is asked."""
    course, lesson = quiz_of(slug, uid)
    enrollment = find(Enrollment, id=id, course_id=course.id)
    try:
        give_attempt(enrollment, lesson, by=current.user)
        flash_ok(f"{enrollment.user.shown_name} may take it once more.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.quiz_attempts", slug=course.slug, uid=uid))


def quiz_of(slug: str, uid: str) -> tuple[Course, Any]:
    """A quiz that learners take, of a course that one may edit."""
    course = own_course(slug)
    lesson = lesson_of(course.edition, uid)
    return (course, lesson) if lesson.kind == "quiz" else abort(404)
