"""A site's pages, right below its address: whatever the application's own addresses leave free."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from sqlalchemy import select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.db import db
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import render
from educrowd.core.slugs import is_slug

from ..embeds import with_embeds
from ..models import Page
from ..structured import web_page

bp = Blueprint("pages", __name__)


@bp.get("/<slug>")
@needs(PUBLIC)
@cached_page
def show(slug: str) -> Response:
    if not is_slug(slug):
        abort(404)
    page = db.session.scalar(select(Page).where(Page.slug == slug, Page.status == "published"))
    if page is None:
        page = Page.moved_from(slug) or abort(404)
        return redirect(page.path, 301)  # pyright: ignore[reportReturnType]
    html = with_embeds(page.body_html, wanted=request.args.get("embed", 0, type=int))
    return render("blog/pages/show.html", entry=page, html=html, web_page=web_page(page))
