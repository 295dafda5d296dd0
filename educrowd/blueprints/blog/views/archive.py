"""All posts by year and month."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import paginate, render

from ..archive import posts_of, title_of, years
from ..structured import about_archive

bp = Blueprint("archive", __name__, url_prefix="/blog/archive")


@bp.get("/")
@needs(PUBLIC)
@cached_page
def index() -> Response:
    return render("blog/archive/index.html", years=years(), about=about_archive("Archive", request.path))


@bp.get("/<int(fixed_digits=4):year>")
@needs(PUBLIC)
@cached_page
def year(year: int) -> Response:
    return _posts(year)


@bp.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>")
@needs(PUBLIC)
@cached_page
def month(year: int, month: int) -> Response:
    return _posts(year, month)


def _posts(year: int, month: int | None = None) -> Response:
    posts = posts_of(year, month)
    page = paginate(posts, per_page=12) if posts is not None else abort(404)
    if not page.total:
        abort(404)
    title = title_of(year, month)
    return render("blog/archive/show.html", title=title, page=page, about=about_archive(title, page.path))
