"""Flask with one commit for each request, made at the edge."""

from __future__ import annotations

from flask import Flask, Response

from educrowd.core.db import db
from educrowd.core.help import Commands
from educrowd.core.jinja import Templates


class EduCrowd(Flask):
    """Commits what a view did when its answer is a success, and takes everything back otherwise."""

    jinja_environment = Templates
    # Jinja keeps 400 templates; we have more, and whoever walks through all pages would have each compiled anew.
    jinja_options = {"cache_size": -1}

    def __init__(self, name: str):
        super().__init__(name)
        self.cli = Commands(name)

    def dispatch_request(self) -> Response:  # pyright: ignore[reportIncompatibleMethodOverride]
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response
