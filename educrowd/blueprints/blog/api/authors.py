"""Who writes here."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize, find

from ..models import Author, Post
from ..models.author import post_authors
from ..schemas import AuthorOut, AuthorUpdate
from .blueprint import blog


@blog.route("/authors/")
class Authors(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(AuthorOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Author]:
        """Everybody who wrote a public post."""
        public = select(post_authors.c.author_id).join(Post, Post.id == post_authors.c.post_id)
        public = public.where(Post.status == "published")
        return select(Author).where(Author.id.in_(public)).order_by(Author.name, Author.id)


@blog.route("/authors/<int:id>/")
class OneAuthor(MethodView):
    @blog.response(200, AuthorOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Author:
        """One author."""
        return find(Author, id=id)

    @blog.arguments(AuthorUpdate)
    @blog.response(200, AuthorOut)
    @needs("posts.write")
    def patch(self, body: dict[str, Any], id: int) -> Author:
        """Change what one's own page says; editors may change everybody's."""
        author = find(Author, id=id)
        authorize(author.user_id == current.user.id or current.user.can("posts.manage"))
        for name, value in body.items():
            setattr(author, name, value)
        audit("author.changed", subject=author)
        db.session.flush()
        return author
