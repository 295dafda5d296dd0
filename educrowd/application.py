"""Flask with one commit for each request, made at the edge."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response
from werkzeug.routing import Rule

from educrowd.core.db import db
from educrowd.core.help import Commands
from educrowd.core.jinja import Templates


class Route(Rule):
    """Compiles how to build its address when the first one is built: a process builds few of a thousand kinds."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def build(route: Route, /, **values: object) -> tuple[str, str]:
            compiled = Rule._compile_builder(route, append_unknown).__get__(route)
            setattr(route, "_build_unknown" if append_unknown else "_build", compiled)
            return compiled(**values)

        return build


class EduCrowd(Flask):
    """Commits what a view did when its answer is a success, and takes everything back otherwise."""

    url_rule_class = Route
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
