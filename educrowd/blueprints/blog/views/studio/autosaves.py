"""What is typed and not saved yet, kept every few seconds."""

from __future__ import annotations

from flask import Blueprint, Response

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.pages import go, render, respond

from .editing import edit_url, editable, form_for

bp = Blueprint("autosaves", __name__)


@bp.post("/<int:id>/autosave")
@needs("updates.write")
def create(id: int) -> Response:
    """Kept in any case; 409 says that a save would meet somebody else's."""
    post = editable(id)
    form = form_for(post)
    if not form.can_be_kept:
        return render("blog/studio/_autosave.html", status=422, post=post, kept=None)
    kept = form.keep(post)
    if kept.base_version == post.version:
        here = edit_url(post, unsaved=kept.editor)
        return respond("blog/studio/_autosave.html", otherwise=here, post=post, kept=kept)
    page = render("blog/studio/_autosave.html", status=409, post=post, kept=kept)
    # The edge takes back what answers an error, and this must stay.
    db.session.commit()
    return page


@bp.post("/<int:id>/autosave/<editor>/deletion")
@needs("updates.write")
def destroy(id: int, editor: str) -> Response:
    post = editable(id)
    post.forget_unsaved(editor)
    return go(edit_url(post))
