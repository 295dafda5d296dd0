"""Enrollments and what has been completed in them."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.blueprints.auth.models import User
from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find

from ..gating import gate_of
from ..lessons.kinds import require_by_hand
from ..models import Completion, Enrollment, PublishedLesson
from ..queries import enrollments_visible_to
from ..schemas import CompletionOut, EnrollmentIn, EnrollmentOut, EnrollmentQuery
from .blueprint import lms, own_course, visible_course


@lms.route("/enrollments/")
class Enrollments(MethodView):
    @lms.arguments(EnrollmentQuery, location="query")
    @lms.page(EnrollmentOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Enrollment]:
        """One's own enrollments; those of one's courses, and all of them for the staff."""
        filters = {name: query[name] for name in ("course_id", "user_id", "status") if name in query}
        return enrollments_visible_to(current.user).filter_by(**filters)

    @lms.arguments(EnrollmentIn)
    @lms.created(EnrollmentOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any]) -> Enrollment:
        """Enroll, or as the course's maker enroll a member."""
        user_id = body.get("user_id", current.user.id)
        if user_id == current.user.id:
            return visible_course(body["course_id"]).enroll(current.user)
        course = own_course(body["course_id"])
        enrollment = course.admit(_member(user_id).id, source="staff")
        audit("enrollment.created", subject=course, user_id=user_id)
        return enrollment


@lms.route("/enrollments/<int:id>/")
class OneEnrollment(MethodView):
    @lms.response(200, EnrollmentOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Enrollment:
        """One enrollment."""
        return enrollment_at(id)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """End access; what was done is kept."""
        enrollment = enrollment_at(id)
        authorize(enrollment.user_id == current.user.id or enrollment.course.editable_by(current.user))
        enrollment.close(by=current.user)
        audit("enrollment.closed", subject=enrollment.course, user_id=enrollment.user_id)


@lms.route("/enrollments/<int:id>/completions/<int:lesson_id>/")
class OneCompletion(MethodView):
    @lms.response(200, CompletionOut)
    @needs(SIGNED_IN)
    def get(self, id: int, lesson_id: int) -> Completion:
        """When a lesson was completed; 404 before that."""
        return find(Completion, enrollment_id=enrollment_at(id).id, lesson_uid=_uid(lesson_id))

    @lms.response(200, EnrollmentOut)
    @needs(SIGNED_IN)
    def put(self, id: int, lesson_id: int) -> Enrollment:
        """Mark a lesson done; the last one that is required completes the course."""
        enrollment, lesson = learning(id, lesson_id)
        require_by_hand(lesson)
        enrollment.complete(lesson)
        return enrollment

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int, lesson_id: int) -> None:
        """Mark a lesson not done; a completed course stays completed."""
        enrollment, lesson = learning(id, lesson_id)
        require_by_hand(lesson)
        enrollment.reopen_lesson(lesson)


def enrollment_at(id: int) -> Enrollment:
    """One that the caller may see."""
    found = db.session.scalar(enrollments_visible_to(current.user).where(Enrollment.id == id))
    return found or _refuse(id)


def _refuse(id: int) -> NoReturn:
    mine = db.session.scalar(select(Enrollment).where(Enrollment.id == id, Enrollment.user_id == current.user.id))
    if mine:
        mine.proven()
    abort(404)


def _uid(lesson_id: int) -> str:
    """Completions outlive editions, so any that ever had the lesson will do."""
    known = select(PublishedLesson.uid).where(PublishedLesson.lesson_id == lesson_id).limit(1)
    return db.session.scalar(known) or abort(404)


def learning(id: int, lesson_id: int) -> tuple[Enrollment, Any]:
    """One's own enrollment and a lesson of its course that is open to one."""
    enrollment = enrollment_at(id)
    lesson = next((each for each in enrollment.course.edition.lessons if each.lesson_id == lesson_id), None)
    if lesson is None:
        abort(404)
    authorize(enrollment.user_id == current.user.id)
    authorize(not enrollment.is_open or gate_of(lesson, enrollment, current.user).is_open)
    return enrollment, lesson


def _member(user_id: int) -> User:
    found = db.session.scalars(User.members().where(User.id == user_id)).one_or_none()
    if found is None:
        raise Invalid("user_id", "No member of this site has this id.")
    return found
