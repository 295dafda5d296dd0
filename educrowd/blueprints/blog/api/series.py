"""Posts that belong together."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..filing.schemas import PartsIn, SeriesOut, SeriesUpdate, shown
from ..filing.series import all_series, arrange, change, parts_of, remove, series_in_use
from ..models import Post, Series
from ..models.post import without_text
from ..schemas import PostTeaser
from .blueprint import blog


@blog.route("/series/")
class AllSeries(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(SeriesOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """Every series that has a public part; for those who may change everybody's posts all of them."""
        return [shown(*row) for row in db.session.execute(_series())]


@blog.route("/series/<int:id>/")
class OneSeries(MethodView):
    @blog.response(200, SeriesOut)
    @needs(PUBLIC)
    def get(self, id: int) -> dict[str, Any]:
        """One series."""
        return _shown(id)

    @blog.arguments(SeriesUpdate)
    @blog.response(200, SeriesOut)
    @needs("posts.manage")
    def patch(self, body: dict[str, str], id: int) -> dict[str, Any]:
        """Call it something else, or say what it is about."""
        change(find(Series, id=id), **body)
        return _shown(id)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Let its parts be posts of their own."""
        remove(find(Series, id=id))


@blog.route("/series/<int:id>/parts/")
class Parts(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(PostTeaser)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Post]:
        """Its public parts in their order; for those who may change everybody's posts drafts as well."""
        series = find(Series, id=id)
        if current.user.can("posts.manage"):
            return parts_of(series)
        return Post.parts_of(series).options(*without_text())

    @blog.arguments(PartsIn)
    @blog.response(200, SeriesOut)
    @needs("posts.manage")
    def put(self, body: dict[str, list[int]], id: int) -> dict[str, Any]:
        """Put its parts in this order, drafts as well."""
        arrange(find(Series, id=id), body["post_ids"])
        return _shown(id)


def _series() -> Select[Series, int]:
    return all_series() if current.user.can("posts.manage") else series_in_use()


def _shown(id: int) -> dict[str, Any]:
    row = db.session.execute(_series().where(Series.id == id)).one_or_none()
    return shown(*row) if row else abort(404)
