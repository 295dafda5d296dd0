"""A post as readers will see it, before they do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import is_htmx, render

from ...checking import check
from ...embeds import with_embeds
from ...models import Autosave, Post
from ...previewing import as_published
from ...reading import read
from ...writing_form import WritingForm
from .editing import edit_page, edit_url, editable, form_for

bp = Blueprint("previews", __name__)


@bp.post("/<int:id>/preview")
@needs("updates.write")
def create(id: int) -> Response:
    """Beside the text, or without scripts as a page that leads back to it: what was typed is kept."""
    post = editable(id)
    form = form_for(post)
    if "back" in request.form:
        return edit_page(post, form)
    if is_htmx():
        return _shown("blog/studio/_preview.html", post, form, here=url_for(".show", id=id))
    if form.can_be_kept:
        form.keep(post)
    return _shown("blog/studio/preview.html", post, form, sent=form)


@bp.get("/<int:id>/preview")
@needs("updates.write")
def show(id: int) -> Response:
    """What the person acting typed last, else what is saved: where a film of the preview is shown."""
    post = editable(id)
    mine = post.autosaves.select().where(Autosave.author_id == current.user.id).limit(1)
    kept = db.session.scalar(mine)
    back = edit_url(post, **({"unsaved": kept.editor} if kept else {}))
    wanted = request.args.get("embed", 0, type=int)
    kind = type(form_for(post))
    form = kind.resuming(post, kept) if kept else kind.showing(post)
    form.settle(post)
    return _shown("blog/studio/preview.html", post, form, wanted=wanted, back=back)


def _shown(template: str, post: Any, form: WritingForm, *, wanted: int = 0, here: str = "", **ways: Any) -> Response:
    """The page or fragment; with a wrong answer, what is wrong with it."""
    form.offer(post)
    try:
        if not form.can_be_shown:
            return _refused(post, form)
        with as_published(post, at=form.moment_of("published_at", post), **form.text):
            shown = _reading(post, wanted=wanted, here=here)
            return render(template, **shown, findings=check(post.body_html), is_preview=True, **ways)
    except Invalid as refusal:
        form.refuse(refusal)
        return _refused(post, form)


def _reading(post: Any, **player: Any) -> dict[str, Any]:
    if isinstance(post, Post):
        return read(post, **player)
    return {"post": post, "html": with_embeds(post.body_html, **player)}


def _refused(post: Any, form: WritingForm) -> Response:
    if not is_htmx():
        return edit_page(post, form, status=422)
    wrong = [(field.label.text, field.errors[0]) for field in form if field.errors]
    wrong += [("", message) for message in form.form_errors]
    return render("blog/studio/_preview.html", status=422, wrong=wrong)
