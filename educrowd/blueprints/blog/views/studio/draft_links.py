"""Showing a draft to people who have no account here."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ...forms import DraftLinkForm
from ...models import DraftLink
from .editing import editable

bp = Blueprint("draft_links", __name__)
PAGE = "blog/studio/draft_links.html"


@bp.get("/<int:id>/draft-links")
@needs("updates.write")
def index(id: int) -> Response:
    post = editable(id)
    return render(PAGE, post=post, links=db.session.scalars(DraftLink.open_to(post)).all(), form=DraftLinkForm())


@bp.post("/<int:id>/draft-links")
@needs("updates.write")
def create(id: int) -> Response:
    post, form = editable(id), DraftLinkForm()
    if not form.validate_on_submit():
        return invalid(PAGE, form, post=post, links=db.session.scalars(DraftLink.open_to(post)).all())
    DraftLink.to(post, expires_in_days=int(form.days.data))
    audit(f"{post.kind}.draft_shared", subject=post, days=int(form.days.data))
    flash_ok("Whoever has the link can read this draft as it was last saved.")
    return go(url_for(".index", id=id))


@bp.post("/<int:id>/draft-links/<int:link_id>/deletion")
@needs("updates.write")
def destroy(id: int, link_id: int) -> Response:
    link = find(DraftLink, post_id=editable(id).id, id=link_id)
    db.session.delete(link)
    flash_ok("That link shows nothing any more.")
    return go(url_for(".index", id=id))
