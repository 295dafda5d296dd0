"""Who writes here."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find

from ..models import Author, Media, Post
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
        listed = select(Author).where(Author.id.in_(public)).order_by(Author.name, Author.id)
        return listed.options(selectinload(Author.portrait))


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
        if chosen := body.get("portrait_id"):
            body["portrait_id"] = _offered(chosen).id
        for name, value in body.items():
            setattr(author, name, value)
        audit("author.changed", subject=author)
        db.session.flush()
        db.session.expire(author, ["portrait"])
        return author


def _offered(media_id: int) -> Media:
    """A picture that this person may choose; whoever deletes it meanwhile waits, and then refuses."""
    listed = Media.listed_for(current.user).where(Media.id == media_id).with_for_update(read=True, key_share=True)
    if picture := db.session.scalar(listed):
        return picture
    raise Invalid("portrait_id", "Choose one of the site's pictures.")
