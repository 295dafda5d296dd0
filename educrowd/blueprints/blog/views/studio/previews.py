"""A post as readers will see it, before they do."""

from __future__ import annotations

from flask import Blueprint, Response, request
from markupsafe import Markup

from educrowd.core.access import needs
from educrowd.core.pages import is_htmx, render

from ...checking import check
from ...models.writable import rendered
from .editing import edit_page, editable, form_for

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
    html = Markup(rendered(form.body_markdown.data or ""))
    shown = {"html": html, "findings": check(html)}
    if is_htmx():
        return render("blog/studio/_preview.html", **shown)
    form.keep(post)
    return render("blog/studio/preview.html", post=post, form=form, **shown)
