"""The blog for feed readers, whole or by tag."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, url_for

from educrowd.blueprints.tenant.models.tenant import slug_host
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..feeds import POSTS_IN_A_FEED, Feed, as_atom, as_json_feed, as_rss
from ..models import Post, Tag

bp = Blueprint("feeds", __name__)


@bp.get("/feed.xml")
@bp.get("/blog/tags/<tag>/feed.xml")
@needs(PUBLIC)
def rss(tag: str | None = None) -> Response:
    return _fresh(Response(as_rss(_feed(tag)), mimetype="application/rss+xml"))


@bp.get("/feed.atom")
@bp.get("/blog/tags/<tag>/feed.atom")
@needs(PUBLIC)
def atom(tag: str | None = None) -> Response:
    return _fresh(Response(as_atom(_feed(tag)), mimetype="application/atom+xml"))


@bp.get("/feed.json")
@bp.get("/blog/tags/<tag>/feed.json")
@needs(PUBLIC)
def json(tag: str | None = None) -> Response:
    response = jsonify(as_json_feed(_feed(tag)))
    response.mimetype = "application/feed+json"
    return _fresh(response)


def _feed(slug: str | None) -> Feed:
    tag = find(Tag, slug=slug) if slug else None
    posts = Post.published().where(Post.tags.contains(tag)) if tag else Post.published()
    home = url_for("blog.tags.show", slug=tag.slug) if tag else url_for("blog.posts.index")
    tenant = current.tenant
    return Feed(
        title=f"{tenant.name}: {tag.name}" if tag else tenant.name,
        description=tenant.description or f"Posts by {tenant.name}",
        origin=tenant.origin,
        permanent_host=slug_host(tenant.slug),
        home=tenant.origin + home,
        address=tenant.origin + request.path,
        language=tenant.locale.replace("_", "-"),
        post_address=lambda post: tenant.origin + url_for("blog.posts.show", slug=post.slug),
        posts=db.session.scalars(posts.limit(POSTS_IN_A_FEED)).all(),
    )


def _fresh(response: Response) -> Response:
    response.add_etag()
    return response.make_conditional(request)  # pyright: ignore[reportReturnType]
