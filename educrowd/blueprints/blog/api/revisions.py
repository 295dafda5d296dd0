"""What a post said before."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.db import db

from ..models import Post, Revision
from ..schemas import PostOut, RestorationIn, RevisionOut, RevisionTeaser
from .blueprint import blog, editable


@blog.route("/posts/<int:id>/revisions/")
class Revisions(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(RevisionTeaser)
    @needs("updates.write")
    def get(self, query: dict[str, Any], id: int) -> Select[Revision]:
        """Every save of a post, the newest first."""
        return editable(id).revisions.select()


@blog.route("/posts/<int:id>/revisions/<int:version>/")
class OneRevision(MethodView):
    @blog.response(200, RevisionOut)
    @needs("updates.write")
    def get(self, id: int, version: int) -> Revision:
        """The text of one version."""
        return _revision(editable(id), version)


@blog.route("/posts/<int:id>/revisions/<int:version>/restoration/")
class Restoration(MethodView):
    @blog.arguments(RestorationIn)
    @blog.response(200, PostOut)
    @needs("updates.write")
    def post(self, body: dict[str, Any], id: int, version: int) -> Post:
        """Bring a former text back, as a new version; 409 where `version` is not the present one."""
        post = editable(id)
        post.restore(_revision(post, version), over=body["version"])
        audit("post.restored", subject=post, version=version)
        db.session.flush()
        return post


def _revision(post: Post, version: int) -> Revision:
    return (post.revision(version) if version < 2**62 else None) or abort(404)
