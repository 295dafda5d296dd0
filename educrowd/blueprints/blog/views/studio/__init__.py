"""Where posts are written."""

from typing import Any

from flask import Blueprint, Response

from educrowd.core.db import db
from educrowd.core.held_words import hold_words
from educrowd.core.pages import render

from ...models import Page
from ...models.writable import Stale
from . import (
    authors,
    autosaves,
    comments,
    draft_links,
    images,
    imports,
    letters,
    mentions,
    newsletters,
    pages,
    posts,
    previews,
    publications,
    redirects,
    revisions,
    series,
    tags,
)
from .editing import form_for

bp = Blueprint("studio", __name__, url_prefix="/studio/posts")
page_studio = Blueprint(Page.desk.partition(".")[2], __name__, url_prefix="/studio/pages")
writing = (publications, autosaves, previews, images, revisions, draft_links)
for part in (posts, comments, mentions, authors, letters, newsletters, redirects, imports, tags, series, *writing):
    bp.register_blueprint(part.bp)
for part in (pages, *writing):
    page_studio.register_blueprint(part.bp)
for studio in (bp, page_studio):
    hold_words(studio)


@page_studio.errorhandler(Stale)
@bp.errorhandler(Stale)
def show_both_texts(stale: Stale) -> Response:
    """Nobody's words are lost: mine are kept and stay in the form, which now stands on what was saved meanwhile."""
    db.session.rollback()
    form: Any = form_for(stale.post)
    if form.can_be_kept:
        # Over the version they were typed on: whoever goes on with them elsewhere sees both texts again.
        form.keep(stale.post)
    form.version.process_data(stale.post.version)
    form.version.raw_data = None
    form.offer(stale.post)
    saved = db.session.scalar(stale.post.revisions.select().limit(1))
    differing = form.differing(stale.post)
    page = render("blog/studio/conflict.html", status=409, post=stale.post, form=form, saved=saved, differing=differing)
    # The edge takes back what answers an error, and this must stay.
    db.session.commit()
    return page
