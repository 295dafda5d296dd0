"""When posts appeared."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery

from ..archive import Month, months
from ..schemas import ArchiveMonthOut
from .blueprint import blog


@blog.route("/archive/")
class Archive(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(ArchiveMonthOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> list[Month]:
        """Every month with public posts by the clocks of the site, the newest first."""
        return months()
