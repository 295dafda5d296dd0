"""EduCrowd: courses, crowdfunding and a blog for every organization, each on its own site."""

from __future__ import annotations

import config

from . import blueprints, core
from .application import EduCrowd


def create_app(settings: config.Base | None = None) -> EduCrowd:
    """The application, from the environment's settings or the given ones."""
    app = EduCrowd(__name__)
    app.config.from_object(settings or config.load())
    core.init_app(app)
    blueprints.init_app(app)
    core.complete(app)
    return app
