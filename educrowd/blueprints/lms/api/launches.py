"""A learner's launches of tools elsewhere, for programs that are no browser."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs

from ..lti.launch_schemas import LaunchAuthorizationIn, LaunchAuthorizationOut, LaunchOut
from ..lti.launching import beginning_of, launch_asked, word_for
from ..models import Enrollment, LtiTool
from .blueprint import lms
from .enrollments import learning


@lms.route("/enrollments/<int:id>/launches/<int:lesson_id>/")
class Launches(MethodView):
    @lms.response(201, LaunchOut)
    @needs(SIGNED_IN)
    def post(self, id: int, lesson_id: int) -> Any:
        """Begin a launch of the lesson's tool; it lasts ten minutes."""
        enrollment, lesson, tool = _started(id, lesson_id)
        return {"url": beginning_of(tool, enrollment.course, lesson)}, 201


@lms.route("/enrollments/<int:id>/launches/<int:lesson_id>/authorization/")
class LaunchAuthorization(MethodView):
    @lms.arguments(LaunchAuthorizationIn)
    @lms.response(200, LaunchAuthorizationOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, str], id: int, lesson_id: int) -> dict[str, str]:
        """Answer the tool that asks who comes, with a signed word to hand on to it."""
        enrollment, lesson, tool = _started(id, lesson_id)
        asking, hint = launch_asked(body)
        if asking.uid != tool.uid or (hint["course"], hint["lesson"]) != (enrollment.course_id, lesson.uid):
            abort(404)
        word = word_for(tool, enrollment.course, lesson, enrollment, nonce=body["nonce"])
        return {"action": body["redirect_uri"], "id_token": word, "state": body["state"]}


def _started(id: int, lesson_id: int) -> tuple[Enrollment, Any, LtiTool]:
    """One's own enrollment, a lesson that is open to one, and the tool that it starts."""
    enrollment, lesson = learning(id, lesson_id)
    tool = LtiTool.called(lesson.settings.get("tool", "")) if lesson.kind == "lti" else None
    if tool is None or not enrollment.is_open:
        abort(404 if tool is None else 403)
    return enrollment, lesson, tool
