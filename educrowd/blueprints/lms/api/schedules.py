"""When lessons open, are due and close: for everybody, and for one learner."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.current import ANONYMOUS, current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize

from ..dates.adjusting import adjust, expire, pause, resume, unadjust
from ..dates.schemas import (
    AdjustmentIn,
    AdjustmentOut,
    ExpiryIn,
    PaceIn,
    PaceOut,
    PauseIn,
    PauseOut,
    RuleIn,
    RuleOut,
    StepOnTheWayOut,
    steps_of,
)
from ..gating import Gates
from ..models import Adjustment, Course, Enrollment, LessonRule, Pause
from ..schemas import EnrollmentOut
from .blueprint import lms, own_course
from .enrollments import enrollment_at


@lms.route("/courses/<int:id>/pace/")
class Pace(MethodView):
    @lms.response(200, PaceOut)
    @needs("courses.work")
    def get(self, id: int) -> Course:
        """How a course is walked through."""
        return own_course(id)

    @lms.arguments(PaceIn)
    @lms.response(200, PaceOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> Course:
        """Set the time zone, whether lessons follow one another, and the course that comes before."""
        course = own_course(id)
        if body.get("needs_course_id") is not None:
            _check_needed(course, body["needs_course_id"])
        course.change(**body)
        audit("schedule.changed", subject=course)
        return course


@lms.route("/courses/<int:id>/rules/")
class Rules(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(RuleOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[LessonRule]:
        """The lessons that have dates or locks."""
        return select(LessonRule).where(LessonRule.course_id == own_course(id).id).order_by(LessonRule.id)


@lms.route("/courses/<int:id>/rules/<uid>/")
class OneRule(MethodView):
    @lms.arguments(RuleIn)
    @lms.response(200, RuleOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int, uid: str) -> LessonRule:
        """Replace when a lesson opens, is due and closes, and what comes before it."""
        course = own_course(id)
        lesson = _lesson(course, uid)
        if body["needs_uid"] == uid or body["needs_uid"] not in (None, *(each.uid for each in course.lessons)):
            raise Invalid("needs_uid", "This is no other lesson of the course.")
        return LessonRule.set(course, lesson, **body)


@lms.route("/enrollments/<int:id>/lessons/")
class Way(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(StepOnTheWayOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> list[Any]:
        """The lessons as they stand for this learner: done, open or locked and why, with all dates."""
        enrollment = enrollment_at(id)
        return steps_of(Gates(enrollment.course, enrollment, ANONYMOUS))


@lms.route("/enrollments/<int:id>/adjustments/")
class Adjustments(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(AdjustmentOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Adjustment]:
        """What holds for this learner alone."""
        return select(Adjustment).where(Adjustment.enrollment_id == _taught(id).id).order_by(Adjustment.id)


@lms.route("/enrollments/<int:id>/adjustments/<uid>/")
class OneAdjustment(MethodView):
    @lms.arguments(AdjustmentIn)
    @lms.response(200, AdjustmentOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int, uid: str) -> Adjustment:
        """Grant later dates, more time or attempts, or open a lesson; running deadlines follow at once."""
        enrollment = _taught(id)
        return adjust(enrollment, _lesson(enrollment.course.edition, uid), by=current.user, **body)

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int, uid: str) -> None:
        """Take it back."""
        enrollment = _taught(id)
        unadjust(enrollment, _lesson(enrollment.course.edition, uid), by=current.user)


@lms.route("/enrollments/<int:id>/pause/")
class OnePause(MethodView):
    @lms.arguments(PauseIn)
    @lms.response(201, PauseOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Pause:
        """Let this learner's time stand still."""
        return pause(_taught(id), by=current.user, reason=body["reason"])

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Let it go on; what was due meanwhile is due as much later."""
        resume(_taught(id))


@lms.route("/enrollments/<int:id>/expiry/")
class Expiry(MethodView):
    @lms.arguments(ExpiryIn)
    @lms.response(200, EnrollmentOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> Enrollment:
        """Set until when this learner has access; null for no end."""
        enrollment = _taught(id)
        authorize(enrollment.course.editable_by(current.user))
        expire(enrollment, body["expires_at"])
        return enrollment


def _taught(id: int) -> Enrollment:
    enrollment = enrollment_at(id)
    authorize(enrollment.course.assisted_by(current.user))
    return enrollment


def _lesson(outline: Any, uid: str) -> Any:
    return next((lesson for lesson in outline.lessons if lesson.uid == uid), None) or abort(404)


def _check_needed(course: Course, needed_id: int) -> None:
    known = Course.editable(current.user).where(Course.id == needed_id, Course.id != course.id)
    if db.session.scalars(known).first() is None:
        raise Invalid("needs_course_id", "This is no other course of yours.")
