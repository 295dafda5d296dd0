"""Every route of the application with what it needs; `python -m tests.routes` writes routes.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from educrowd.core.access import need_of

TABLE = Path(__file__).with_name("routes.txt")
IMPLICIT = {"HEAD", "OPTIONS"}
EXAMPLES = {"int": "999999999", "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """One method of one address."""

    path: str
    method: str
    need: str
    host: str
    unpaid: bool = False

    def __str__(self) -> str:
        note = "  (goes on where the plan is not paid)" if self.unpaid else ""
        return f"{self.need:<16} {self.host:<9} {self.method:<7} {self.path}{note}"

    @property
    def example(self) -> str:
        """The address of something that does not exist."""
        return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda found: EXAMPLES.get(found[1], "nothing"), self.path)


def routes_of(app: Flask) -> list[Route]:
    """All of them, by address."""
    return sorted(
        {
            _route(app, rule.rule, rule.endpoint, method)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - IMPLICIT
        }
    )


def _route(app: Flask, path: str, endpoint: str, method: str) -> Route:
    need = need_of(app, endpoint, method)
    if need is None:
        return Route(path, method, "UNDECLARED", "")
    return Route(path, method, need.ability, need.on, need.unpaid)


if __name__ == "__main__":
    import config
    from educrowd import create_app

    routes = routes_of(create_app(config.load("development")))
    TABLE.write_text("".join(f"{route}\n" for route in routes))
