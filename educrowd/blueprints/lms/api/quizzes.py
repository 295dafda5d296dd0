"""Quizzes of a course, and what learners answer in them."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize

from ..gating import gate_of
from ..models import Attempt, Enrollment, PublishedLesson
from ..queries import enrollments_visible_to
from ..quizzes.attempting import begin, end_if_over, save, submit
from ..quizzes.reading import add_quiz, facts_of, shown
from ..quizzes.schemas import AnswerIn, AttemptBriefOut, AttemptOut, AttemptQuery, QuizBriefOut, QuizIn, QuizOut
from .blueprint import lms, own_course, visible_course
from .lessons import listed_lessons, section_of, shown_lesson


@lms.route("/courses/<int:id>/quizzes/")
class Quizzes(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(QuizBriefOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Any]:
        """The quizzes of a course; its makers see those of the draft."""
        return listed_lessons(visible_course(id), kind="quiz")

    @lms.arguments(QuizIn)
    @lms.created(QuizOut, at="/api/v1/lms/quizzes/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> dict[str, Any]:
        """Add a quiz to the draft, with questions of the bank and new ones; learners see it once it is published."""
        course = own_course(id)
        section_id = body.pop("section_id", None)
        section = section_of(course, section_id) if section_id else None
        return facts_of(add_quiz(course, by=current.user, section=section, **body), None, edits=True)


@lms.route("/quizzes/<int:id>/")
class OneQuiz(MethodView):
    @lms.response(200, QuizOut)
    @needs(PUBLIC)
    def get(self, id: int) -> dict[str, Any]:
        """One quiz; its learner gets the questions of the open attempt, without answers."""
        lesson = _quiz(id)
        enrollment = lesson.course.enrollment_of(current.user)
        if not gate_of(lesson, enrollment, current.user).is_open:
            enrollment = None
        return facts_of(lesson, enrollment, edits=lesson.course.editable_by(current.user))


@lms.route("/quizzes/<int:id>/attempts/")
class Attempts(MethodView):
    @lms.arguments(AttemptQuery, location="query")
    @lms.page(AttemptBriefOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[Attempt]:
        """One's own attempts; all of them for those who make the course."""
        found = _visible().where(Attempt.lesson_uid == _quiz(id).uid).options(lazyload(Attempt.questions))
        return found.where(Attempt.state == query["state"]) if "state" in query else found

    @lms.created(AttemptOut, at="/api/v1/lms/attempts/{id}/")
    @needs(SIGNED_IN)
    def post(self, id: int) -> dict[str, Any]:
        """Begin an attempt, or go on with the open one; the time runs from now."""
        lesson = published_quiz(id)
        enrollment = lesson.course.enrollment_of(current.user)
        if enrollment is None:
            abort(403, "Enroll to take this quiz.")
        _require_open(lesson, enrollment)
        return shown(begin(enrollment, lesson))


@lms.route("/attempts/<int:id>/")
class OneAttempt(MethodView):
    @lms.response(200, AttemptOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> dict[str, Any]:
        """One attempt with its questions; after its end with what is released of score and review."""
        attempt = attempt_seen(id)
        end_if_over(attempt)
        return shown(attempt, to_maker=attempt.enrollment.course.assisted_by(current.user))


@lms.route("/attempts/<int:id>/answers/<int:question_id>/")
class OneAnswer(MethodView):
    @lms.arguments(AnswerIn)
    @lms.response(200, AttemptBriefOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int, question_id: int) -> Attempt:
        """Save the answer to one question; 409 after the end, or where another tab has saved since `seq`."""
        attempt = _own(id)
        asked = (question for question in attempt.questions if question.version.question_id == question_id)
        question = next(asked, None) or abort(404)
        save(attempt, {question: body["answer"]}, over=body.get("seq"))
        return attempt


@lms.route("/attempts/<int:id>/submission/")
class Submission(MethodView):
    @lms.response(200, AttemptOut)
    @needs(SIGNED_IN)
    def post(self, id: int) -> dict[str, Any]:
        """Hand it in; 409 where it has ended already."""
        attempt = _own(id)
        submit(attempt)
        return shown(attempt)


def _quiz(id: int) -> Any:
    lesson = shown_lesson(id)
    return lesson if lesson.kind == "quiz" else abort(404)


def published_quiz(id: int) -> PublishedLesson:
    """What learners take, also where the one who asks could edit the draft."""
    known = _quiz(id)
    out = known.course.edition.lessons
    return next((each for each in out if each.uid == known.uid and each.kind == "quiz"), None) or abort(404)


def _visible() -> Select[Attempt]:
    ids = enrollments_visible_to(current.user).with_only_columns(Enrollment.id).order_by(None)
    return select(Attempt).where(Attempt.enrollment_id.in_(ids))


def attempt_seen(id: int) -> Attempt:
    """One that the caller may see."""
    return db.session.scalars(_visible().where(Attempt.id == id)).one_or_none() or abort(404)


def _own(id: int) -> Attempt:
    """One's own attempt at a quiz that is open to one."""
    attempt = attempt_seen(id)
    authorize(attempt.belongs_to(current.user))
    out = attempt.enrollment.course.edition.lessons
    lesson = next((each for each in out if each.uid == attempt.lesson_uid), None)
    if lesson is None:
        raise Invalid(None, "This quiz was taken out of the course.")
    _require_open(lesson, attempt.enrollment)
    return attempt


def _require_open(lesson: Any, enrollment: Enrollment) -> None:
    gate = gate_of(lesson, enrollment, current.user)
    if not gate.is_open:
        abort(403, gate.reason)
