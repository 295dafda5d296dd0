"""Many people enrolled at once."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current

from ..enrolling.from_lists import enroll_all, listed, look
from ..enrolling.schemas import EnrollmentListIn, EnrollmentListOut
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/enrollment-list/")
class EnrollmentList(MethodView):
    @lms.arguments(EnrollmentListIn)
    @lms.response(200, EnrollmentListOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> dict[str, Any]:
        """Enroll all of them or nobody; what can't be done for one is said on its line. Again changes nothing."""
        course, people = own_course(id), listed(body["people"])
        act = look if body["dry_run"] else enroll_all
        return {"dry_run": body["dry_run"], "lines": act(course, people, current.user)}
