"""The blog: posts, tags, pictures and feeds, in each site's own schema."""

from __future__ import annotations

from flask import Flask

from educrowd.core import schedule

from . import api, demo, offers  # noqa: F401  demo and offers fill the shared pages' slots
from .publishing import publish_due_posts
from .views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(api.bp)
    schedule.every(publish_due_posts, minutes=1, per_tenant=True)
