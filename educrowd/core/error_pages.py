"""What people see when something can't be done: a page, a fragment or the API's envelope, never a traceback."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from .api import failure, is_api_request, status_failure
from .db import db
from .errors import Refused, Unavailable
from .pages import is_htmx

TITLES = {
    400: "That did not work",
    401: "Please sign in",
    402: "This site is read-only",
    403: "Not for you",
    404: "Nothing here",
    405: "Not possible here",
    409: "That has changed meanwhile",
    413: "Too large",
    415: "A kind of file we can't read",
    422: "Something is not right",
    429: "A little slower, please",
    500: "Something broke",
    503: "Back in a moment",
}
# What was asked can't be done, and the page it was asked from is still there.
REFUSED = (400, 405, 409, 413, 415, 422)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(PoolTimeout, database_error)
    app.register_error_handler(Exception, unexpected)


def http_error(error: HTTPException) -> Response:
    if is_api_request():
        return failure(error)
    if error.code == 401 and request.method == "GET" and not is_htmx():
        return redirect(url_for("auth.login", next=request.full_path.rstrip("?")), 303)  # pyright: ignore
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # pyright: ignore
    said = error.description if error.description != type(error).description else ""
    answer = error_page(error.code or 500, message=said or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def refused(error: Refused) -> Response:
    return failure(error) if is_api_request() else error_page(error.status, message=error.message)


def database_error(error: Exception) -> Response:
    """The database is away or too busy: 503 and come back; anything else is a defect."""
    if isinstance(error, DBAPIError) and not _is_passing(error):
        return unexpected(error)
    current_app.logger.warning("database: %s", error)
    return _unavailable()


def unexpected(error: Exception) -> Response:
    current_app.logger.exception("unexpected: %s", error)
    db.session.rollback()
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return failure(error) if is_api_request() else error_page(500)


def _is_passing(error: DBAPIError) -> bool:
    """Away, timed out, deadlocked: the classes of SQLSTATE that a later try may not meet."""
    code = getattr(error.orig, "pgcode", None) or ""
    lost = isinstance(error, OperationalError) and not code
    return lost or error.connection_invalidated or code[:2] in ("08", "40", "53", "55", "57")


def _unavailable() -> Response:
    db.session.rollback()
    error = Unavailable("We can't answer right now. Please try again in a moment.")
    answer = failure(error) if is_api_request() else error_page(503, message=error.message)
    answer.headers["Retry-After"] = "5"
    return answer


def error_page(status: int, *, title: str = "", message: str = "") -> Response:
    """A branded page without a query; HTMX gets the message for its status region, the API its envelope."""
    if is_api_request():
        return status_failure(status, message or title or None)
    template = "errors/_message.html" if is_htmx() else "errors/error.html"
    back = page_above() if status in REFUSED and not is_htmx() else ""
    page = render_template(
        template, status=status, title=title or TITLES.get(status, "That did not work"), message=message, back=back
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page_above() -> str:
    """The nearest address above this one that is a page, with the key of a signed link; nothing at the top."""
    router = current_app.create_url_adapter(request)
    path = request.path.rstrip("/") if request.method == "GET" else f"{request.path}/-"
    # One word alone may be the address of a page that nobody wrote.
    while router and path.count("/") > 2:
        path = path.rpartition("/")[0]
        if router.test(path, "GET"):
            key = request.args.get("key")
            return f"{path}?{urlencode({'key': key})}" if key else path
    return ""
