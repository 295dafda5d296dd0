"""Tools elsewhere that lessons start by LTI 1.3."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.pages import find

from ..lti.forms import checked_tool
from ..lti.schemas import LtiToolIn, LtiToolOut
from ..models import LtiTool
from .blueprint import lms

NAMES = tuple(LtiToolIn().fields)


@lms.route("/tools/")
class LtiTools(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(LtiToolOut)
    @needs("courses.manage")
    def get(self, query: dict[str, Any]) -> Select[LtiTool]:
        """The tools of the site."""
        return LtiTool.all_of_them()

    @lms.arguments(LtiToolIn)
    @lms.created(LtiToolOut)
    @needs("courses.manage")
    def post(self, body: dict[str, Any]) -> LtiTool:
        """Add a tool; its `uid` is the client id, and what lessons of the kind `lti` name."""
        return LtiTool.add(by=current.user, **checked_tool(body))


@lms.route("/tools/<int:id>/")
class OneLtiTool(MethodView):
    @lms.response(200, LtiToolOut)
    @needs("courses.manage")
    def get(self, id: int) -> LtiTool:
        """One tool."""
        return find(LtiTool, id=id)

    @lms.arguments(partial(LtiToolIn))
    @lms.response(200, LtiToolOut)
    @needs("courses.manage")
    def patch(self, body: dict[str, Any], id: int) -> LtiTool:
        """Change what is sent."""
        tool = find(LtiTool, id=id)
        checked_tool({name: getattr(tool, name) for name in NAMES} | body)
        tool.change(**body)
        return tool

    @lms.response(204)
    @needs("courses.manage")
    def delete(self, id: int) -> None:
        """Take it out; its tokens end at once."""
        find(LtiTool, id=id).remove()
