"""What a page said before."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.pages import find

from ..models import Page, Revision
from ..pages.schemas import PageOut, PageRestorationIn, PageRevisionOut, PageRevisionTeaser
from .blueprint import blog


@blog.route("/pages/<int:id>/revisions/")
class PageRevisions(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(PageRevisionTeaser)
    @needs("posts.manage")
    def get(self, query: dict[str, Any], id: int) -> Select[Revision]:
        """Every save of a page, the newest first."""
        return find(Page, id=id).revisions.select()


@blog.route("/pages/<int:id>/revisions/<int:version>/")
class OnePageRevision(MethodView):
    @blog.response(200, PageRevisionOut)
    @needs("posts.manage")
    def get(self, id: int, version: int) -> Revision:
        """The text of one version."""
        return _revision(find(Page, id=id), version)


@blog.route("/pages/<int:id>/revisions/<int:version>/restoration/")
class PageRestoration(MethodView):
    @blog.arguments(PageRestorationIn)
    @blog.response(200, PageOut)
    @needs("posts.manage")
    def post(self, body: dict[str, Any], id: int, version: int) -> Page:
        """Bring a former text back, as a new version; 409 where `version` is not the present one."""
        page = find(Page, id=id)
        page.restore(_revision(page, version), over=body["version"])
        audit("page.restored", subject=page, version=version)
        db.session.flush()
        return page


def _revision(page: Page, version: int) -> Revision:
    return (page.revision(version) if version < 2**62 else None) or abort(404)
