"""The grading queue."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current

from ..assignments.rubric_schemas import WaitingOut
from ..grading.queue import queue_for
from .blueprint import lms


@lms.route("/grading-queue/")
class GradingQueue(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(WaitingOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any]) -> list[Any]:
        """What waits for a person in the courses that one makes, the oldest first; at most 1,000 pieces."""
        return queue_for(current.user)
