"""Who took a quiz and what came of it; one attempt with all its marks, graded by a person; one attempt more."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, paginate, render

from ...bank.picturing import in_studio
from ...dates.adjusting import give_attempt
from ...grading.folding import plain
from ...grading.queue import take_next
from ...models import Attempt, AttemptQuestion, Course, Enrollment
from ...quizzes.grading import claim_attempt, grade_answer, let_go_of_attempt
from ...quizzes.mark_forms import MarkForm
from ...quizzes.reviewing import ALL, lines_of, with_learners
from ...quizzes.settings import settings_of
from ..blueprint import bp
from ..finding import assisted_course, lesson_of

QUIZ = "/studio/courses/<slug>/quizzes/<uid>"
HEADING = ["Learner", "Email", "Attempt", "State", "Began", "Ended", "Points", "Out of", "Percent", "Waits"]
ATTEMPT = f"{QUIZ}/attempts/<int:id>"


@bp.get(f"{QUIZ}/attempts")
@needs("courses.work")
def quiz_attempts(slug: str, uid: str):
    course, lesson = quiz_of(slug, uid)
    state = request.args.get("state", "")
    listed = Attempt.listed(course, uid, state if state in Attempt.FILTERS else "")
    page = paginate(with_learners(listed), per_page=50)
    shown = {"state": state, "page": page, "pass_percent": settings_of(lesson)["pass_percent"]}
    return render("lms/studio/attempts/index.html", course=course, lesson=lesson, **shown)


@bp.get(f"{QUIZ}/attempts.csv")
@needs("courses.work")
def quiz_attempts_file(slug: str, uid: str):
    course, _ = quiz_of(slug, uid)
    return csv_file(f"attempts-{course.slug}.csv", HEADING, with_learners(Attempt.listed(course, uid)), _row)


@bp.get(ATTEMPT)
@needs("courses.work")
def quiz_attempt(slug: str, uid: str, id: int):
    course, lesson, attempt = _attempt(slug, uid, id)
    return _page(course, lesson, attempt)


@bp.post(f"{ATTEMPT}/marks/<int:position>")
@needs("courses.work")
def mark_answer(slug: str, uid: str, id: int, position: int):
    course, lesson, attempt = _attempt(slug, uid, id)
    question = attempt.question_at(position) or abort(404)
    form = MarkForm(position)
    if not form.validate():
        return _page(course, lesson, attempt, sent={position: form}, status=422)
    try:
        facts = {"comment": form.comment.data, "over": form.marks.data}
        grade_answer(question, form.points.data, by=current.user, **facts)
    except Refused as refusal:
        form.refuse(refusal)
        form.marks.raw_data = None
        form.marks.process_data(len(question.marks))
        return _page(course, lesson, attempt, sent={position: form}, status=refusal.status)
    flash_ok("Graded. More answers of this attempt wait." if attempt.waits else "Graded.")
    is_next = request.form.get("then") == "next" and not attempt.waits
    following = take_next(current.user, after=f"quiz-{id}") if is_next else None
    here = url_for("lms.quiz_attempt", slug=course.slug, uid=uid, id=id, _anchor=f"review-{position}")
    return go(following.url if following else here)


@bp.post(f"{ATTEMPT}/claim")
@needs("courses.work")
def claim_quiz_attempt(slug: str, uid: str, id: int):
    course, _, attempt = _attempt(slug, uid, id)
    try:
        claim_attempt(attempt, by=current.user, takes_over="takes_over" in request.form)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.quiz_attempt", slug=course.slug, uid=uid, id=id))


@bp.post(f"{ATTEMPT}/release")
@needs("courses.work")
def release_quiz_attempt(slug: str, uid: str, id: int):
    course, _, attempt = _attempt(slug, uid, id)
    if not attempt.claimed_by_other(current.user):
        let_go_of_attempt(attempt)
    return go(url_for("lms.quiz_attempt", slug=course.slug, uid=uid, id=id))


@bp.post(f"{QUIZ}/learners/<int:id>/attempts")
@needs("courses.work")
def give_quiz_attempt(slug: str, uid: str, id: int):
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
    course = assisted_course(slug)
    lesson = lesson_of(course.edition, uid)
    return (course, lesson) if lesson.kind == "quiz" else abort(404)


def _row(each: Attempt) -> list[Any]:
    learner = each.enrollment.user
    scores = ["", "", ""] if each.is_open else [plain(each.points), plain(each.out_of), plain(each.percent)]
    times = [each.started_at, each.submitted_at]
    waits = "yes" if each.waits else "no"
    return [learner.shown_name, learner.email, each.number, each.state, *times, *scores, waits]


def _attempt(slug: str, uid: str, id: int) -> tuple[Course, Any, Attempt]:
    course, lesson = quiz_of(slug, uid)
    found = Attempt.listed(course, uid).where(Attempt.id == id)
    return course, lesson, db.session.scalars(found).one_or_none() or abort(404)


def _page(course: Course, lesson: Any, attempt: Attempt, *, sent: Any = None, status: int = 200):
    forms = {question.position: _form(question) for question in attempt.questions}
    return render(
        "lms/studio/attempts/show.html",
        status=status,
        course=course,
        lesson=lesson,
        attempt=attempt,
        sight=ALL,
        lines=lines_of(attempt, ALL, in_studio(course)),
        forms=forms | (sent or {}),
        pass_percent=settings_of(lesson)["pass_percent"],
    )


def _form(question: AttemptQuestion) -> MarkForm:
    facts = {"points": question.reached, "marks": len(question.marks)}
    if question.is_by_person:
        facts["comment"] = question.marks[-1].explanation
    return MarkForm(question.position, formdata=None, data=facts)
