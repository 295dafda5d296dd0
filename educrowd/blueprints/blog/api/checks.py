"""What keeps some people from reading a post."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import PageQuery

from ..checking import Finding, check
from ..schemas import PostFindingOut
from .blueprint import blog, editable


@blog.route("/posts/<int:id>/checks/")
class Checks(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(PostFindingOut)
    @needs("updates.write")
    def get(self, query: dict[str, Any], id: int) -> list[Finding]:
        """What to mend in the saved text: pictures without words, headings that skip, links without a name."""
        return check(editable(id).body_html)
