"""Where people end letters about a topic: a page, and the one click of mail programs."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort

from .access import PUBLIC, needs
from .pages import render, unkept
from .unsubscribing import come_back, has_left, leave, read

bp = Blueprint("unsubscribing", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/unsubscribe/<token>")
@needs(PUBLIC)
def confirm(token: str) -> Response:
    """Mail scanners follow links, so that looking changes nothing."""
    user_id, topic = _read(token)
    return _page(token, is_left=has_left(user_id, topic))


@bp.post("/unsubscribe/<token>")
@needs(PUBLIC, unpaid=True)
def unsubscribe(token: str) -> Response:
    """The button of the page, and of mail programs, which send neither cookie nor token."""
    leave(*_read(token))
    return _page(token, is_left=True)


@bp.post("/unsubscribe/<token>/return")
@needs(PUBLIC, unpaid=True)
def subscribe_again(token: str) -> Response:
    come_back(*_read(token))
    return _page(token, is_left=False)


def _page(token: str, *, is_left: bool) -> Response:
    response = render("unsubscribing/show.html", token=token, is_left=is_left)
    response.headers["Referrer-Policy"] = "no-referrer"
    return unkept(response)


def _read(token: str) -> tuple[int, str]:
    return read(token) or abort(404)
