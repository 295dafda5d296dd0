"""Links that show a draft to whoever holds them."""

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

from ..models import DraftLink
from ..schemas import DraftLinkIn, DraftLinkOut
from .blueprint import blog, editable


@blog.route("/posts/<int:id>/draft-links/")
class DraftLinks(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(DraftLinkOut)
    @needs("updates.write")
    def get(self, query: dict[str, Any], id: int) -> Select[DraftLink]:
        """The links that still work."""
        return DraftLink.open_to(editable(id))

    @blog.arguments(DraftLinkIn)
    @blog.created(DraftLinkOut, at="/api/v1/blog/posts/{post_id}/draft-links/{id}/")
    @needs("updates.write")
    def post(self, body: dict[str, Any], id: int) -> DraftLink:
        """A link for somebody without an account."""
        post = editable(id)
        if post.is_published:
            raise Refused("This post is published: everybody has its address.")
        audit("post.draft_shared", subject=post, days=body["expires_in_days"])
        return DraftLink.to(post, **body)


@blog.route("/posts/<int:id>/draft-links/<int:link_id>/")
class OneDraftLink(MethodView):
    @blog.response(200, DraftLinkOut)
    @needs("updates.write")
    def get(self, id: int, link_id: int) -> DraftLink:
        """One link."""
        return find(DraftLink, post_id=editable(id).id, id=link_id)

    @blog.response(204)
    @needs("updates.write")
    def delete(self, id: int, link_id: int) -> None:
        """Take a link back: it shows nothing any more."""
        db.session.delete(find(DraftLink, post_id=editable(id).id, id=link_id))
