"""Blogs of other systems, for those who may change everybody's posts: a look first, then for good."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.imports import Import
from educrowd.core.imports.schemas import ImportOut
from educrowd.core.pages import find

from ..moving.importing import KIND, look_into_blog
from ..moving.schemas import BlogImportIn, stream_of
from .blueprint import blog

AT = "/api/v1/blog/imports/{id}/"


@blog.route("/imports/")
class BlogImports(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(ImportOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> Select[Import]:
        """Blogs that were brought in, or looked into, newest first."""
        return Import.of(KIND)

    @blog.arguments(BlogImportIn)
    @blog.begun(ImportOut, AT, done=201)
    @needs("posts.manage")
    def post(self, body: dict[str, Any]) -> Import:
        """Send an export and read what its import would do; nothing is written. Large ones take a worker."""
        try:
            return look_into_blog(name=body["name"], stream=stream_of(body["content"]), by=current.user)
        except Invalid as refusal:
            refusal.field = "content"
            raise


@blog.route("/imports/<int:id>/")
class OneBlogImport(MethodView):
    @blog.response(200, ImportOut)
    @needs("posts.manage")
    def get(self, id: int) -> Import:
        """One import: how far it is, what it would do, or what it did."""
        return find(Import, id=id, kind=KIND)


@blog.route("/imports/<int:id>/completion/")
class BlogImportCompletion(MethodView):
    @blog.begun(ImportOut, AT)
    @needs("posts.manage")
    def post(self, id: int) -> Import:
        """Do it: write what is new and change what has changed there; 409 the second time."""
        made = find(Import, id=id, kind=KIND)
        imports.confirm(made, by=current.user)
        return made


@blog.route("/imports/<int:id>/cancellation/")
class BlogImportCancellation(MethodView):
    @blog.response(200, ImportOut)
    @needs("posts.manage")
    def post(self, id: int) -> Import:
        """Stop it, or let go of what was only looked at; 409 once it is over."""
        made = find(Import, id=id, kind=KIND)
        imports.cancel(made)
        return made
