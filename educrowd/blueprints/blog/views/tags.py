"""What there is to read about one thing."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import find, paginate, render

from ..models import Post, Tag
from ..queries import tags_in_use
from ..structured import about_tag

bp = Blueprint("tags", __name__, url_prefix="/blog/tags")


@bp.get("/<slug>")
@needs(PUBLIC)
@cached_page
def show(slug: str) -> Response:
    tag = find(Tag, slug=slug)
    page = paginate(Post.teasers().where(Post.tags.contains(tag)), per_page=12)
    if not page.total and not current.user.can("posts.manage"):
        abort(404)
    tags = db.session.execute(tags_in_use().limit(20)).all()
    return render("blog/posts/index.html", page=page, tags=tags, tag=tag, about=about_tag(tag, page.path))
