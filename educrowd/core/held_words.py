"""What was typed, when it comes from somebody who is no longer logged in or may not save it any more."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from .error_pages import http_error
from .pages import is_htmx, render
from .security import is_same_origin

# Fields that people write, as the page calls them; all others go along unseen.
LABELS = {
    "title": "Title",
    "summary": "Summary",
    "excerpt": "Summary",
    "body": "Text",
    "body_markdown": "Text",
    "text": "Text",
    "description": "Description",
    "story": "Story",
    "risks": "Risks",
    "tags": "Tags",
    "series": "Series",
    "guest_names": "By somebody without an account",
}
LONG = frozenset({"body", "body_markdown", "text", "description", "story"})


def hold_words(bp: Any, *, where: Collection[str] = ()) -> None:
    """Let the forms of a blueprint that have a long text, or those at these endpoints, hand back what was typed."""

    def hold(error: HTTPException) -> Response:
        """The error's page with the words on it, to be sent again or copied; any other request gets its page alone."""
        if is_htmx() or (where and request.endpoint not in where) or not _is_text():
            return http_error(error)
        shown = [(name, label, request.form[name]) for name, label in LABELS.items() if request.form.get(name)]
        apart = {"csrf_token", *(name for name, _, _ in shown)}
        rest = [(name, value) for name, value in request.form.items(multi=True) if name not in apart]
        words = {"code": error.code, "shown": shown, "rest": rest, "long": LONG}
        return render("errors/held.html", status=error.code or 400, **words)

    for status in (400, 401, 403):
        bp.register_error_handler(status, hold)


def _is_text() -> bool:
    # Never what another site sent: it would stand here as if the person had typed it.
    try:
        return request.method == "POST" and is_same_origin() and not LONG.isdisjoint(request.form)
    except HTTPException:  # too large to be read
        return False
