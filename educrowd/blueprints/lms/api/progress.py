"""How far the learners of a course are."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs

from ..enrolling.progress_report import learners
from ..enrolling.progress_schemas import ProgressOut, ProgressQuery
from ..models import Enrollment
from .blueprint import assisted_course, lms


@lms.route("/courses/<int:id>/progress/")
class Progress(MethodView):
    @lms.arguments(ProgressQuery, location="query")
    @lms.page(ProgressOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Enrollment]:
        """Everybody in the course, or those in some state; who did nothing for longest comes first."""
        where = {name: query[name] for name in ("days", "lesson_uid") if name in query}
        return learners(assisted_course(id), query["state"], **where)
