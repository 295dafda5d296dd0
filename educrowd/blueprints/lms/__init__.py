"""Courses: what a site teaches, and how people learn it."""

from __future__ import annotations

from flask import Flask

from . import access, demo, listeners, offers  # noqa: F401 -- they fill the shared pages' slots and hear signals
from .api import lms
from .views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(lms)
