"""A draft, for whoever was given its link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.pages import find, privately, render

from ..embeds import with_embeds
from ..models import DraftLink, Entry

bp = Blueprint("drafts", __name__, url_prefix="/blog/drafts")


@bp.get("/<token>")
@needs(PUBLIC)
def show(token: str) -> Response:
    link = DraftLink.read(token) or abort(404)
    post = find(Entry, id=link.post_id)
    if post.is_published:
        return redirect(post.path)  # pyright: ignore[reportReturnType]
    html = with_embeds(post.body_html, wanted=request.args.get("embed", 0, type=int))
    page = privately(render("blog/posts/draft.html", post=post, link=link, html=html))
    page.headers["X-Robots-Tag"] = "noindex"
    return page
