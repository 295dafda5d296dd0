"""Links that show a page's draft to whoever holds them."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find

from ..models import DraftLink, Page
from ..pages.schemas import PageDraftLinkOut
from ..schemas import DraftLinkIn
from .blueprint import blog


@blog.route("/pages/<int:id>/draft-links/")
class PageDraftLinks(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(PageDraftLinkOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any], id: int) -> Select[DraftLink]:
        """The links that still work."""
        return DraftLink.open_to(find(Page, id=id))

    @blog.arguments(DraftLinkIn)
    @blog.created(PageDraftLinkOut, at="/api/v1/blog/pages/{page_id}/draft-links/{id}/")
    @needs("posts.manage")
    def post(self, body: dict[str, Any], id: int) -> DraftLink:
        """A link for somebody without an account."""
        page = find(Page, id=id)
        if page.is_published:
            raise Refused("This page is published: everybody has its address.")
        audit("page.draft_shared", subject=page, days=body["expires_in_days"])
        return DraftLink.to(page, **body)


@blog.route("/pages/<int:id>/draft-links/<int:link_id>/")
class OnePageDraftLink(MethodView):
    @blog.response(200, PageDraftLinkOut)
    @needs("posts.manage")
    def get(self, id: int, link_id: int) -> DraftLink:
        """One link."""
        return find(DraftLink, post_id=find(Page, id=id).id, id=link_id)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int, link_id: int) -> None:
        """Take a link back: it shows nothing any more."""
        db.session.delete(find(DraftLink, post_id=find(Page, id=id).id, id=link_id))
