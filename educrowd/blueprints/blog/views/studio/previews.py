"""A post as readers will see it, before they do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import is_htmx, render

from ...checking import check
from ...embeds import with_embeds
from ...models import Autosave
from ...models.writable import rendered
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
    if not form.can_be_kept:
        return edit_page(post, form, status=422)
    if is_htmx():
        here = url_for(".show", id=id)
        return render("blog/studio/_preview.html", **_shown(form.body_markdown.data or "", here=here))
    form.keep(post)
    return _page(post, form.title.data or "", form.body_markdown.data or "", form=form)


@bp.get("/<int:id>/preview")
@needs("updates.write")
def show(id: int) -> Response:
    """What the person acting typed last, else what is saved: where a film of the preview is shown."""
    post = editable(id)
    mine = post.autosaves.select().where(Autosave.author_id == current.user.id).limit(1)
    kept = db.session.scalar(mine)
    text = kept or post
    back = edit_url(post, **({"unsaved": kept.editor} if kept else {}))
    wanted = request.args.get("embed", 0, type=int)
    return _page(post, text.title, text.body_markdown, wanted=wanted, back=back)


def _page(post: Any, title: str, body_markdown: str, *, wanted: int = 0, **ways_back: Any) -> Response:
    shown = _shown(body_markdown, wanted=wanted)
    return render("blog/studio/preview.html", post=post, title=title, **shown, **ways_back)


def _shown(body_markdown: str, **embeds: Any) -> dict[str, Any]:
    html = rendered(body_markdown)
    return {"html": with_embeds(html, **embeds), "findings": check(html)}
