"""A draft, for whoever was given its link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect
from markupsafe import Markup

from educrowd.core.access import PUBLIC, needs
from educrowd.core.pages import find, render

from ..models import DraftLink, Entry

bp = Blueprint("drafts", __name__, url_prefix="/blog/drafts")


@bp.get("/<token>")
@needs(PUBLIC)
def show(token: str) -> Response:
    link = DraftLink.read(token) or abort(404)
    post = find(Entry, id=link.post_id)
    if post.is_published:
        return redirect(post.path)  # pyright: ignore[reportReturnType]
    page = render("blog/posts/draft.html", post=post, link=link, html=Markup(post.body_html))
    page.headers["Cache-Control"] = "private, no-store"
    page.headers["Referrer-Policy"] = "same-origin"
    page.headers["X-Robots-Tag"] = "noindex"
    return page
