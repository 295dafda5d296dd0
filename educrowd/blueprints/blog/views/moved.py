"""Old addresses lead on: whatever the site has no page for, and queries of old blogs at the front page."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import NotFound

from educrowd.core.api import is_api_request
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.error_pages import http_error

from ..redirects.leading import target_for

bp = Blueprint("moved", __name__)
# A browser may ask again after a while: what an editor wrote can be changed.
SHORTLY = "public, max-age=300"


@bp.before_app_request
def lead_on_from_the_front_page() -> Response | None:
    """`/?p=7` of an old blog is an address of its own."""
    return _lead_on() if request.path == "/" and request.query_string else None


@bp.app_errorhandler(404)
def lead_on(error: NotFound) -> Response:
    """The redirect of an address that is not here, else the page that says so."""
    db.session.rollback()
    try:
        return _lead_on() or http_error(error)
    except DBAPIError:
        return http_error(error)


def _lead_on() -> Response | None:
    if current.tenant is None or request.method not in ("GET", "HEAD") or is_api_request():
        return None
    target = target_for(request)
    if target is None:
        return None
    answer = redirect(target, 301)
    answer.headers["Cache-Control"] = SHORTLY
    return answer  # pyright: ignore[reportReturnType]
