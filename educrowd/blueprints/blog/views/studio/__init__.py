"""Where posts are written."""

from flask import Blueprint, Response

from educrowd.core.db import db
from educrowd.core.pages import render

from ...forms import PostForm
from ...models.writable import Stale
from . import (
    authors,
    autosaves,
    comments,
    draft_links,
    images,
    letters,
    newsletters,
    posts,
    previews,
    publications,
    redirects,
    revisions,
)

bp = Blueprint("studio", __name__, url_prefix="/studio/posts")
for part in (posts, comments, authors, publications, autosaves, previews, images, letters, newsletters):
    bp.register_blueprint(part.bp)
for part in (revisions, draft_links, redirects):
    bp.register_blueprint(part.bp)


@bp.errorhandler(Stale)
def show_both_texts(stale: Stale) -> Response:
    """Nobody's words are lost: mine stay in the form, which now stands on the text that was saved meanwhile."""
    form = PostForm()
    form.version.process_data(stale.post.version)
    form.version.raw_data = None
    saved = db.session.scalar(stale.post.revisions.select().limit(1))
    return render("blog/studio/conflict.html", status=409, post=stale.post, form=form, saved=saved)
