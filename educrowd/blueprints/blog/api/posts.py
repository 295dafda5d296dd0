"""Posts for programs: the same verbs as in the studio."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, or_

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.audiences import require_offered
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize, find

from ..archive import span_of
from ..authoring import writers
from ..models import Post, Tag
from ..models.addressed import ENTITLED
from ..schemas import PostIn, PostOut, PostQuery, PostTeaser, PostUpdate
from .blueprint import blog, editable
from .changing import changed


@blog.route("/posts/")
class Posts(MethodView):
    @blog.arguments(PostQuery, location="query")
    @blog.page(PostTeaser)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Post]:
        """Public posts, and for their authors and editors the others too."""
        return _filtered(Post.visible(current.user), **query)

    @blog.arguments(PostIn)
    @blog.created(PostOut)
    @needs("posts.write")
    def post(self, body: dict[str, Any]) -> Post:
        """Write a post; with a status it is published or scheduled at once."""
        status, at, leaves_at = body.pop("status"), body.pop("published_at"), body.pop("unpublish_at")
        require_offered(body.get("audience"), current.user)
        post = Post.draft(**_with_people(body))
        post.become(status, at)
        post.leave(leaves_at)
        db.session.flush()
        return post


@blog.route("/posts/<int:id>/")
class OnePost(MethodView):
    @blog.response(200, PostOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Post:
        """One post."""
        post = find(Post, id=id)
        if not post.visible_to(current.user):
            abort(404)
        return post

    @blog.arguments(PostUpdate)
    @blog.response(200, PostOut)
    @needs("updates.write")
    def put(self, body: dict[str, Any], id: int) -> Post:
        """Replace a post; what isn't sent is emptied."""
        return _changed(editable(id), body)

    @blog.arguments(partial(PostUpdate))
    @blog.response(200, PostOut)
    @needs("updates.write")
    def patch(self, body: dict[str, Any], id: int) -> Post:
        """Change what is sent."""
        return _changed(editable(id), body)

    @blog.response(204)
    @needs("updates.write")
    def delete(self, id: int) -> None:
        """Delete a post with its revisions."""
        editable(id).delete()


def _filtered(
    posts: Select[Post], *, status: str = "", tag: str = "", month: str = "", q: str = "", **_: Any
) -> Select[Post]:
    if status:
        posts = posts.where(Post.status == status)
    if tag:
        posts = posts.where(Post.tags.any(Tag.slug == tag))
    if month:
        begin, end = span_of(*(int(part) for part in month.split("-"))) or (None, None)
        posts = posts.where(Post.status == "published", Post.published_at >= begin, Post.published_at < end)
    if q:
        posts = posts.where(or_(*(column.icontains(q, autoescape=True) for column in (Post.title, Post.summary))))
    return posts


def _changed(post: Post, body: dict[str, Any]) -> Post:
    if body.get("audience") not in (post.addressed_to, ENTITLED):
        require_offered(body.get("audience"), current.user)
    return changed(post, _with_people(body))


def _with_people(body: dict[str, Any]) -> dict[str, Any]:
    if "guest_names" in body:
        authorize(current.user.can("posts.manage"))
    ids = body.pop("co_author_ids", None)
    return body if ids is None else {**body, "co_authors": writers(ids)}
