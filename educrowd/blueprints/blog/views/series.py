"""Posts that belong together, in their order."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import find, paginate, render

from ..models import Post, Series
from ..models.post import without_text
from ..structured import about_series

bp = Blueprint("series", __name__, url_prefix="/blog/series")


@bp.get("/<slug>")
@needs(PUBLIC)
@cached_page
def show(slug: str) -> Response:
    series = find(Series, slug=slug)
    page = paginate(Post.parts_of(series).options(*without_text()), per_page=50)
    if not page.total and not current.user.can("posts.manage"):
        abort(404)
    return render("blog/series/show.html", series=series, page=page, about=about_series(series, page.path))
