"""Webmentions: where other sites send them, and what was said."""

from __future__ import annotations

from flask import Blueprint, Response, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import authorize, find, paginate, render

from ..mentions.receiving import take
from ..models import Mention, Post

bp = Blueprint("mentions", __name__)
TAKEN = "Thank you. We look whether the page links here; then somebody reads it.\n"


@bp.post("/webmention")
@needs(PUBLIC)
def receive() -> Response:
    """Programs read the answer, so it is a plain sentence."""
    try:
        take(request.form.get("source", ""), request.form.get("target", ""))
    except Refused as refusal:
        headers = getattr(refusal, "headers", None)
        return Response(f"{refusal.message}\n", refusal.status, headers, mimetype="text/plain")
    return Response(TAKEN, 202, mimetype="text/plain")


@bp.get("/blog/<slug>/mentions")
@needs(PUBLIC)
@cached_page
def index(slug: str) -> Response:
    post = find(Post, slug=slug, status="published")
    authorize(post.opens_to(current.user))
    return render("blog/mentions/index.html", post=post, page=paginate(Mention.public(post)))
