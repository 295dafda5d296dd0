"""Cohorts of courses."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find

from ..cohorts.grouping import add_cohort, assign, change_cohort, cohort_at, cohort_in, delete_cohort, join
from ..cohorts.schemas import CohortChoiceIn, CohortIn, CohortOut, JoinIn
from ..models import Cohort, Enrollment
from ..schemas import EnrollmentOut
from .blueprint import assisted_course, lms, own_course, visible_course
from .enrollments import enrollment_at


@lms.route("/courses/<int:id>/cohorts/")
class Cohorts(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(CohortOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Cohort]:
        """The cohorts of a course, by name."""
        return Cohort.of(assisted_course(id))

    @lms.arguments(CohortIn)
    @lms.created(CohortOut, at="/api/v1/lms/cohorts/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Cohort:
        """Make one."""
        return add_cohort(own_course(id), **body)


@lms.route("/courses/<int:id>/cohort-membership/")
class CohortMembership(MethodView):
    @lms.arguments(JoinIn)
    @lms.response(200, EnrollmentOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, str], id: int) -> Enrollment:
        """Join a cohort by its code, and enroll first where one is not in the course."""
        course = visible_course(id)
        cohort = cohort_at(body["join_code"], course)
        if cohort is None:
            raise Invalid("join_code", "No cohort of this course has this code.")
        return join(cohort, current.user)


@lms.route("/cohorts/<int:id>/")
class OneCohort(MethodView):
    @lms.response(200, CohortOut)
    @needs("courses.work")
    def get(self, id: int) -> Cohort:
        """One cohort."""
        return _own(id)

    @lms.arguments(partial(CohortIn))
    @lms.response(200, CohortOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> Cohort:
        """Change it; new dates hold for its members at once."""
        cohort = _own(id)
        change_cohort(cohort, **body)
        return cohort

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete it; its members stay in the course."""
        delete_cohort(_own(id))


@lms.route("/enrollments/<int:id>/cohort/")
class EnrollmentCohort(MethodView):
    @lms.arguments(CohortChoiceIn)
    @lms.response(200, EnrollmentOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> Enrollment:
        """Put a learner into a cohort, or into none."""
        enrollment = enrollment_at(id)
        authorize(enrollment.course.editable_by(current.user))
        assign(enrollment, cohort_in(enrollment.course, body["cohort_id"]))
        return enrollment


def _own(id: int) -> Cohort:
    cohort = find(Cohort, id=id)
    return cohort if cohort.course.editable_by(current.user) else abort(404)
