"""What was typed, when it comes from somebody who is no longer logged in or may not save it any more."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import HTTPException

from educrowd.core.error_pages import http_error
from educrowd.core.pages import is_htmx, render
from educrowd.core.security import is_same_origin

SHOWN = {"title": "Title", "body_markdown": "Text", "excerpt": "Summary", "tags": "Tags"}


def hold(error: HTTPException) -> Response:
    """The error's page with the words on it, to be sent again or copied; any other request gets its page alone."""
    if is_htmx() or not _is_text():
        return http_error(error)
    shown = [(name, label, request.form[name]) for name, label in SHOWN.items() if request.form.get(name)]
    apart = {"csrf_token", *(name for name, _, _ in shown)}
    rest = [(name, value) for name, value in request.form.items(multi=True) if name not in apart]
    return render("blog/studio/held.html", status=error.code or 400, code=error.code, shown=shown, rest=rest)


def _is_text() -> bool:
    # Never what another site sent: it would stand here as if the person had typed it.
    try:
        return request.method == "POST" and is_same_origin() and "body_markdown" in request.form
    except HTTPException:  # too large to be read
        return False
