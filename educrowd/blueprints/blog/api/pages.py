"""Pages for programs: the same verbs as in the studio."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..models import Page
from ..pages.schemas import PageIn, PageOut, PageTeaser, PageUpdate, SitePageQuery
from .blueprint import blog
from .changing import changed


@blog.route("/pages/")
class Pages(MethodView):
    @blog.arguments(SitePageQuery, location="query")
    @blog.page(PageTeaser)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Page]:
        """Public pages, and for editors the others too."""
        pages = Page.visible(current.user)
        return pages.where(Page.status == query["status"]) if "status" in query else pages

    @blog.arguments(PageIn)
    @blog.created(PageOut)
    @needs("posts.manage")
    def post(self, body: dict[str, Any]) -> Page:
        """Write a page; with a status it is published or scheduled at once."""
        status, at, leaves_at = body.pop("status"), body.pop("published_at"), body.pop("unpublish_at")
        page = Page.draft(**body)
        page.become(status, at)
        page.leave(leaves_at)
        db.session.flush()
        return page


@blog.route("/pages/<int:id>/")
class OnePage(MethodView):
    @blog.response(200, PageOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Page:
        """One page."""
        page = find(Page, id=id)
        if not page.visible_to(current.user):
            abort(404)
        return page

    @blog.arguments(PageUpdate)
    @blog.response(200, PageOut)
    @needs("posts.manage")
    def put(self, body: dict[str, Any], id: int) -> Page:
        """Replace a page; what isn't sent is emptied."""
        return changed(find(Page, id=id), body)

    @blog.arguments(partial(PageUpdate))
    @blog.response(200, PageOut)
    @needs("posts.manage")
    def patch(self, body: dict[str, Any], id: int) -> Page:
        """Change what is sent."""
        return changed(find(Page, id=id), body)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Delete a page with its revisions."""
        find(Page, id=id).delete()
