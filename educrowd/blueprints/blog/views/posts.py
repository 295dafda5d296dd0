"""The blog as its readers see it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer_group

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import paginate, privately, render

from ..mentions.policy import takes_mentions
from ..models import Post
from ..queries import tags_in_use
from ..reading import read
from ..structured import article, blog

bp = Blueprint("posts", __name__, url_prefix="/blog")


@bp.get("/")
@needs(PUBLIC)
@cached_page
def index() -> Response:
    page = paginate(Post.teasers(), per_page=12)
    tags = db.session.execute(tags_in_use().limit(20)).all()
    return render("blog/posts/index.html", page=page, tags=tags, tag=None, about=blog(page.path))


@bp.get("/<slug>")
@needs(PUBLIC)
@cached_page
def show(slug: str) -> Response:
    public = select(Post).where(Post.slug == slug, Post.status == "published").options(undefer_group("said"))
    whole = public.options(joinedload(Post.tags), joinedload(Post.authors), joinedload(Post.series))
    post = db.session.scalars(whole).unique().one_or_none()
    if post is None:
        return _moved(slug)
    is_open = post.opens_to(current.user, request.args.get("key", ""))
    wanted = request.args.get("embed", 0, type=int)
    shown = read(post, is_open=is_open, wanted=wanted)
    shown |= {"article": article(post), "takes_mentions": takes_mentions(post)}
    response = render("blog/posts/show.html", **shown)
    # A reader's key is for nobody else's cache or log.
    if "key" in request.args:
        privately(response)
    if shown["takes_mentions"]:
        response.headers["Link"] = f'<{url_for("blog.mentions.receive")}>; rel="webmention"'
    return response


def _moved(slug: str) -> Response:
    post = Post.moved_from(slug) or abort(404)
    return redirect(post.path, 301)  # pyright: ignore[reportReturnType]
