"""What every template may use."""

from __future__ import annotations

from flask import Flask

from . import registry
from .access import PUBLIC
from .current import current
from .pages import dom_id, is_htmx


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        current=current,
        dom_id=dom_id,
        is_htmx=is_htmx,
        registry=registry,
        base_domain=app.config["BASE_DOMAIN"],
        PUBLIC=PUBLIC,
    )
