"""/healthz: this process lives. /readyz: what it stands on answers too."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from . import cache
from .access import BOTH, PUBLIC, needs
from .db import db

bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/healthz")
@needs(PUBLIC, on=BOTH)
def healthz() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@needs(PUBLIC, on=BOTH)
def readyz() -> tuple[Response, int]:
    checks = {"database": _database(), "redis": _redis()}
    ready = checks["database"] == "ok"
    return jsonify(status="ok" if ready else "unavailable", checks=checks), 200 if ready else 503


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return "unavailable"
    return "ok"


def _redis() -> str:
    try:
        cache.redis().ping()
    except RedisError:
        return "unavailable"
    return "ok"
