"""How long a course is open to its learners."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs

from ..dates.access_schemas import AccessIn, AccessOut
from ..dates.access_terms import set_access
from ..models import Course
from .blueprint import lms, run_course


@lms.route("/courses/<int:id>/access/")
class Access(MethodView):
    @lms.response(200, AccessOut)
    @needs("courses.work")
    def get(self, id: int) -> Course:
        """For how many days, and until when."""
        return run_course(id)

    @lms.arguments(AccessIn)
    @lms.response(200, AccessOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> Course:
        """Set it for all who enroll from now on, or for everybody."""
        course = run_course(id)
        set_access(course, **body)
        return course
