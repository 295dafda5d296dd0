"""Grades: of a course's learners, and of one's own."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize

from ..grading.gradebook import book_of, record
from ..grading.schemas import GradebookRowOut, GradeChangeIn, GradeChangeOut, GradeOut
from ..models import Enrollment, GradeChange
from .blueprint import assisted_course, lms
from .enrollments import enrollment_at


@lms.route("/courses/<int:id>/gradebook/")
class Gradebook(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(GradebookRowOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Enrollment]:
        """The grades of a course's learners, with what is still held back."""
        return select(Enrollment).where(Enrollment.course_id == assisted_course(id).id).order_by(Enrollment.id)


@lms.route("/enrollments/<int:id>/grade/")
class OneGrade(MethodView):
    @lms.response(200, GradeOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Any:
        """A learner's grade so far and how it came about; learners don't see what is held back."""
        enrollment = enrollment_at(id)
        return book_of(enrollment.course).grades([id], released=not _is_staff(enrollment))[id]


@lms.route("/enrollments/<int:id>/grades/")
class Grades(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(GradeChangeOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> list[GradeChange]:
        """All that was ever said about this learner's grades, oldest first."""
        enrollment = enrollment_at(id)
        return book_of(enrollment.course).history([id], released=not _is_staff(enrollment))[id]

    @lms.arguments(GradeChangeIn)
    @lms.response(201, GradeChangeOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> GradeChange:
        """Grade by hand, exempt, or have something done over."""
        enrollment = enrollment_at(id)
        authorize(_is_staff(enrollment))
        if body["change"] == "graded":
            _require(body, "points", "out_of")
        return record(enrollment, body.pop("item_uid"), **body, by=current.user, source="API")


def _is_staff(enrollment: Enrollment) -> bool:
    return enrollment.course.assisted_by(current.user)


def _require(body: dict[str, Any], *names: str) -> None:
    for name in names:
        if body.get(name) is None:
            raise Invalid(name, "A grade needs points and what they are out of.")
