"""The blog for feed readers, whole, by tag or by author."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request, url_for

from educrowd.blueprints.tenant.models.tenant import slug_host
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..feeds import POSTS_IN_A_FEED, Feed, as_atom, as_json_feed, as_rss
from ..models import Author, Post, Tag

bp = Blueprint("feeds", __name__)


@bp.get("/feed.xml")
@bp.get("/blog/tags/<tag>/feed.xml")
@bp.get("/blog/authors/<author>/feed.xml")
@needs(PUBLIC)
def rss(**by: str) -> Response:
    return _fresh(Response(as_rss(_feed(**by)), mimetype="application/rss+xml"))


@bp.get("/feed.atom")
@bp.get("/blog/tags/<tag>/feed.atom")
@bp.get("/blog/authors/<author>/feed.atom")
@needs(PUBLIC)
def atom(**by: str) -> Response:
    return _fresh(Response(as_atom(_feed(**by)), mimetype="application/atom+xml"))


@bp.get("/feed.json")
@bp.get("/blog/tags/<tag>/feed.json")
@bp.get("/blog/authors/<author>/feed.json")
@needs(PUBLIC)
def json(**by: str) -> Response:
    response = jsonify(as_json_feed(_feed(**by)))
    response.mimetype = "application/feed+json"
    return _fresh(response)


def _feed(*, tag: str = "", author: str = "") -> Feed:
    posts, home, about, tenant = Post.published(), url_for("blog.posts.index"), None, current.tenant
    if tag:
        about, home = find(Tag, slug=tag), url_for("blog.tags.show", slug=tag)
        posts = posts.where(Post.tags.contains(about))
    elif author:
        about, home = find(Author, slug=author), url_for("blog.authors.show", slug=author)
        posts = posts.where(Post.authors.contains(about))
    newest = db.session.scalars(posts.limit(POSTS_IN_A_FEED)).all()
    if tag and not newest and not current.user.can("posts.manage"):
        abort(404)
    return Feed(
        title=f"{tenant.name}: {about.name}" if about else tenant.name,
        description=getattr(about, "description", "") or tenant.description or f"Posts by {tenant.name}",
        publisher=tenant.name,
        permanent_host=slug_host(tenant.slug),
        home=tenant.origin + home,
        address=tenant.origin + request.path,
        language=tenant.locale.replace("_", "-"),
        post_address=lambda post: tenant.origin + url_for("blog.posts.show", slug=post.slug),
        author_address=lambda author: tenant.origin + url_for("blog.authors.show", slug=author.slug),
        posts=newest,
    )


def _fresh(response: Response) -> Response:
    response.add_etag()
    return response.make_conditional(request)  # pyright: ignore[reportReturnType]
