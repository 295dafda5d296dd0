"""Pictures on their way into a text."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response

from educrowd.core.access import needs
from educrowd.core.errors import Invalid
from educrowd.core.pages import is_htmx, render, respond

from ...models import Entry, Media
from ...writing_form import WritingForm
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
    form.insert(picture.markdown)
    kept = form.keep(post)
    here = edit_url(post, unsaved=kept.editor)
    return respond("blog/studio/_writing.html", otherwise=here, post=post, form=form)


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
        return render("blog/studio/_writing.html", status=422, post=post, form=form)
    return edit_page(post, form, status=422)
