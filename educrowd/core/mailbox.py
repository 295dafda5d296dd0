"""The development mailbox at /_dev/mail: what would have been sent, readable in a browser."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template

from .access import BOTH, PUBLIC, needs

bp = Blueprint("mailbox", __name__, url_prefix="/_dev")


def init_app(app: Flask) -> None:
    """Only where mail goes into a folder; production has no such page."""
    if app.config["MAIL_URL"].startswith("folder:") and app.config["ENVIRONMENT"] != "production":
        app.register_blueprint(bp)


@bp.get("/mail")
@needs(PUBLIC, on=BOTH)
def index() -> str:
    return render_template("mailbox/index.html", messages=[_summary(path) for path in _newest_first()])


@bp.get("/mail.json")
@needs(PUBLIC, on=BOTH)
def as_json() -> Response:
    return jsonify([_summary(path) | _bodies(path) for path in _newest_first()])


@bp.get("/mail/<name>")
@needs(PUBLIC, on=BOTH)
def show(name: str) -> str:
    path = _find(name)
    return render_template("mailbox/show.html", message=_summary(path) | _bodies(path))


@bp.get("/mail/<name>/html")
@needs(PUBLIC, on=BOTH)
def html(name: str) -> Response:
    path = _find(name)
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"}
    return Response(_bodies(path)["html"], mimetype="text/html", headers=headers)


def _folder() -> Path:
    return Path(unquote(urlsplit(current_app.config["MAIL_URL"]).path))


def _find(name: str) -> Path:
    """The message of that name; it is compared, never used as a path."""
    return next((path for path in _newest_first() if path.stem == name), None) or abort(404)


def _newest_first() -> list[Path]:
    return sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)[:200]


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)  # pyright: ignore


def _summary(path: Path) -> dict[str, Any]:
    message = _read(path)
    wanted = ("to", "from", "subject", "date")
    return {"id": path.stem, **{name: str(message.get(name, "")) for name in wanted}}


def _bodies(path: Path) -> dict[str, str]:
    message = _read(path)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    return {
        "text": parts["plain"].get_content() if parts["plain"] else "",
        "html": parts["html"].get_content() if parts["html"] else "",
    }
