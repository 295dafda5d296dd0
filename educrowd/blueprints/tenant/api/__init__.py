"""Sites and their plans as JSON."""

from __future__ import annotations

from flask import Flask

from . import domains, leaving, subscriptions
from .exploring import exploring
from .plans import plans
from .search import searching
from .tenants import tenants

__all__ = ["domains", "init_app", "leaving", "subscriptions"]


def init_app(app: Flask) -> None:
    app.register_blueprint(tenants)
    app.register_blueprint(plans)
    app.register_blueprint(searching)
    app.register_blueprint(exploring)
