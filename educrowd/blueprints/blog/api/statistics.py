"""How often the site is read."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs

from ..statistics.reading import days_of, most
from ..statistics.schemas import StatisticsOut, StatisticsQuery
from .blueprint import blog


@blog.route("/statistics/")
class Statistics(MethodView):
    @blog.arguments(StatisticsQuery, location="query")
    @blog.response(200, StatisticsOut)
    @needs("posts.manage")
    def get(self, query: dict[str, int]) -> dict[str, Any]:
        """Views and visitors of the last days, and what was read most; counted without cookies."""
        span = query["days"]
        days = days_of(span)
        counted = {name: [{"name": each, "views": count} for each, count in most(kind, span)] for name, kind in KINDS}
        return {"views": sum(day.views for day in days), "days": days, **counted}


KINDS = (("pages", "page"), ("referrers", "referrer"))
