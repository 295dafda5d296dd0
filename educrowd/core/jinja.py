"""What every template may use."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment

from . import registry
from .access import PUBLIC
from .comments import as_html
from .current import current
from .pages import dom_id, is_htmx


class Templates(Environment):
    """Flask's environment, whose words are all given before the first page is made.

    Jinja chains the globals of a template so that words given later arrive too, and compares the links of
    that chain at every import of a macro: a tenth of a page's cost, for what never happens here.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else {**self.globals, **d}


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        current=current,
        dom_id=dom_id,
        is_htmx=is_htmx,
        plain=as_html,
        registry=registry,
        base_domain=app.config["BASE_DOMAIN"],
        PUBLIC=PUBLIC,
    )
