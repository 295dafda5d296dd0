"""EduCrowd: courses, crowdfunding and a blog for every organization, each on its own site."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import config

from . import blueprints, core
from .application import EduCrowd


def create_app(settings: config.Base | None = None) -> EduCrowd:
    """The application, from the environment's settings or the given ones."""
    with collecting_nothing():
        app = EduCrowd(__name__)
        app.config.from_object(settings or config.load())
        core.init_app(app)
        blueprints.init_app(app)
        core.complete(app)
    return app


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """What is loaded stays: looking through it for garbage again and again was a fifth of the time of loading it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
