"""Webmentions: where other sites send them, and what was said."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import authorize, find, paginate, render

from ..mentions.forms import MentionForm
from ..mentions.policy import are_taken
from ..mentions.receiving import take
from ..models import Mention, Post

bp = Blueprint("mentions", __name__)
TAKEN = "Thank you. We look whether the page links here; then somebody reads it."


@bp.get("/webmention")
@needs(PUBLIC)
def new() -> Response:
    """Who has no program for it fills in two addresses."""
    form = MentionForm(formdata=None, target=request.args.get("target", ""))
    return render("blog/mentions/new.html", form=form) if are_taken() else abort(404)


@bp.post("/webmention")
@needs(PUBLIC)
def receive() -> Response:
    """A person gets a page, a program a plain sentence."""
    form = MentionForm(request.form)
    try:
        take(form.source.data or "", form.target.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        words = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
        return _answer(form, words, refusal.status, getattr(refusal, "headers", None))
    return _answer(None, TAKEN, 202)


@bp.get("/blog/<slug>/mentions")
@needs(PUBLIC)
@cached_page
def index(slug: str) -> Response:
    post = find(Post, slug=slug, status="published")
    authorize(post.opens_to(current.user))
    return render("blog/mentions/index.html", post=post, page=paginate(Mention.public(post)))


def _answer(form: MentionForm | None, words: str, status: int, headers: Any = None) -> Response:
    if request.accept_mimetypes.best_match(("text/plain", "text/html")) == "text/html":
        response = render("blog/mentions/new.html", status=status, form=form)
    else:
        response = Response(f"{words}\n", status, mimetype="text/plain")
    response.headers.extend(headers or {})
    return response
