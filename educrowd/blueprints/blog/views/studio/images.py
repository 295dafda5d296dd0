"""Pictures on their way into a text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import go, is_htmx, render, respond

from ...models import Entry, Media
from ...writing_form import MOST_OFFERED, WritingForm
from .editing import edit_page, edit_url, editable, form_for

bp = Blueprint("images", __name__)


@bp.post("/<int:id>/images")
@needs("updates.write")
def create(id: int) -> Response:
    """Keep the picture and show it in the text where the cursor stood; nothing that was typed is lost."""
    post = editable(id)
    form = form_for(post)
    if not form.can_be_kept:
        return _refuse(post, form)
    try:
        picture = _upload(form)
    except Invalid as refusal:
        form.refuse(refusal)
        return _refuse(post, form)
    form.alt.data = ""  # it stands in the text now, and the next picture shows something else
    return _put(picture, post, form)


@bp.get("/<int:id>/images")
@needs("updates.write")
def index(id: int) -> Response:
    """Earlier pictures with some words, for the editor; without scripts they are on a page of their own."""
    post, words = editable(id), request.args.get("q", "").strip()[:200]
    if not is_htmx():
        return go(url_for("blog.media.index", q=words or None))
    found = Media.listed_for(current.user).where(Media.has_words(words)).limit(2 * MOST_OFFERED)
    return render("blog/studio/_earlier.html", post=post, pictures=db.session.scalars(found).all())


@bp.post("/<int:id>/images/choice")
@needs("updates.write")
def choose(id: int) -> Response:
    """Put an earlier picture where the cursor stood; nothing that was typed is lost."""
    post = editable(id)
    form = form_for(post)
    wanted = request.form.get("picture", 0, type=int)
    within = wanted if 0 < wanted < 2**62 else 0
    # Whoever deletes it meanwhile waits until the text that shows it is kept, and then refuses.
    chosen = Media.listed_for(current.user).where(Media.id == within).with_for_update(read=True, key_share=True)
    picture = db.session.scalar(chosen) or abort(404)
    if not form.can_be_kept:
        return _refuse(post, form)
    return _put(picture, post, form)


def _put(picture: Media, post: Any, form: WritingForm) -> Response:
    form.insert(picture.markdown)
    kept = form.keep(post)
    here = edit_url(post, unsaved=kept.editor)
    return respond("blog/studio/_writing.html", otherwise=here, post=post, form=form, is_swapped=True)


def _upload(form: WritingForm) -> Media:
    file = form.image.data or None
    return Media.upload(
        file.stream if file else BytesIO(),
        name=(file.filename if file else "") or "picture",
        alt=form.alt.data or "",
        decorative=form.decorative.data,
    )


def _refuse(post: Entry, form: WritingForm) -> Response:
    if is_htmx():
        return render("blog/studio/_writing.html", status=422, post=post, form=form, is_swapped=True)
    return edit_page(post, form, status=422)
