"""An update's letter before it is sent, and what became of it after."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.pages import render

from ...mailing import letter_html
from ...models import Letter, Post
from .editing import editable

bp = Blueprint("letters", __name__)
STYLED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox allow-popups"


@bp.get("/<int:id>/letter")
@needs("updates.write")
def show(id: int) -> Response:
    """The saved text as a letter; alone, as the mail's own styles stand in the way of the studio's."""
    response = Response(letter_html(_update(id)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = STYLED
    return response


@bp.get("/<int:id>/letters")
@needs("updates.write")
def index(id: int) -> Response:
    """Who got it: counts by state, and the ones that came back with the reason."""
    post = _update(id)
    bounced = post.letters.select().where(Letter.state == "bounced").limit(200)
    counts = Letter.counts([id]).get(id, {})
    return render("blog/studio/letters.html", post=post, counts=counts, bounced=db.session.scalars(bounced).all())


def _update(id: int) -> Post:
    post = editable(id)
    if post.subject is None:
        abort(404)
    return post
