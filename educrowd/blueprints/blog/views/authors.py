"""Who writes here, and what each of them wrote."""

from __future__ import annotations

from flask import Blueprint, Response

from educrowd.core.access import PUBLIC, needs
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import find, paginate, render

from ..models import Author, Post
from ..structured import about_author

bp = Blueprint("authors", __name__, url_prefix="/blog/authors")


@bp.get("/<slug>")
@needs(PUBLIC)
@cached_page
def show(slug: str) -> Response:
    author = find(Author, slug=slug)
    page = paginate(Post.teasers().where(Post.authors.contains(author)), per_page=12)
    return render("blog/authors/show.html", author=author, page=page, about=about_author(author, page.path))
