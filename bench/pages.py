"""CPU time of pages, beside what Flask itself costs on this machine in this run.

Every case runs in one process without a network, in turns, so that the machine's moods hit all alike; the
floor is Flask with one ORM query and a template. The figures are medians of the turns.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterable
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from educrowd.core import page_cache
from educrowd.core.current import BoundTenant

from .ground import PASSWORD, FilledSite, Ground, filled_site, ground

TURNS, REQUESTS = 15, 30
PAGE = "<!doctype html><title>Plans</title><ul>{% for plan in plans %}<li>{{ plan.name }}</li>{% endfor %}</ul>"
FLOOR = "Flask + one ORM query + template"
# Times the floor's CPU.
TARGETS = {
    "post page": 1.5,
    "catalogue": 1.5,
    "course page": 1.5,
    "post page, cached": 0.5,
    "front page, cached": 0.5,
    "lesson page, signed in": 4.0,
}


@dataclass
class Case:
    """One thing to ask for, and how long it took in each turn (CPU seconds a request)."""

    name: str
    app: Callable[..., Iterable[bytes]]
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    is_cached: bool = False
    turns: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def turn(self) -> None:
        with caching(self.is_cached):
            self.ask()
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(REQUESTS):
                self.ask()
            self.turns.append((time.process_time() - cpu) / REQUESTS)
            self.wall.append((time.perf_counter() - wall) / REQUESTS)

    def ask(self) -> bytes:
        """One request in a context of its own, as a server has it."""
        return Context().run(self._ask)

    def _ask(self) -> bytes:
        status: list[str] = []
        body = self.app(environ(self.path, self.headers), lambda line, *_: status.append(line))
        content = b"".join(body)
        close = getattr(body, "close", None)
        if close:
            close()
        assert status[0].startswith("200"), f"{self.name}: {status[0]}"
        return content

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.turns) * 1000


class caching:  # noqa: N801  a switch, used like a word
    """The page cache on or off for a block."""

    def __init__(self, is_on: bool):
        self.is_on = is_on

    def __enter__(self) -> None:
        self.kept = page_cache.is_shared
        if not self.is_on:
            page_cache.is_shared = lambda environ: False

    def __exit__(self, *_: object) -> None:
        page_cache.is_shared = self.kept


def environ(path: str, headers: dict[str, str]) -> dict[str, Any]:
    host = headers.get("Host", "localhost:8000")
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host.partition(":")[0],
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_COOKIE": headers.get("Cookie", ""),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def bare_wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"<p>hello</p>"]


def flask_hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "<p>hello</p>")
    return app


def flask_floor(url: str) -> Flask:
    """What a small page costs with the stack that we stand on, and nothing of ours."""

    class Base(DeclarativeBase):
        pass

    class Plan(Base):
        __tablename__ = "plans"
        __table_args__ = {"schema": "public"}
        code: Mapped[str] = mapped_column(Text, primary_key=True)
        name: Mapped[str]

    app = Flask("floor")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    database = SQLAlchemy(app, model_class=Base)
    app.jinja_loader = DictLoader({"plans.html": PAGE})  # pyright: ignore  compiled once, as files are

    @app.get("/")
    def index() -> str:
        return render_template("plans.html", plans=database.session.scalars(select(Plan)).all())

    return app


def cookie_of(place: Ground, site: BoundTenant, email: str) -> str:
    """The cookies of somebody who has logged in through the page."""
    form = {"login": email, "password": PASSWORD}
    headers = {"Origin": site.origin}
    answer = place.app.test_client().post("/login", data=form, headers=headers, base_url=site.origin)
    assert answer.status_code == 303, answer.status
    return "; ".join(cookie.partition(";")[0] for cookie in answer.headers.getlist("Set-Cookie"))


def cases(place: Ground, site: FilledSite) -> list[Case]:
    ours, host = place.app.wsgi_app, {"Host": f"{site.tenant.host}:{place.app.config['PORT']}"}
    learner = host | {"Cookie": cookie_of(place, site.tenant, site.learner_email)}
    return [
        Case("bare WSGI", bare_wsgi, "/"),
        Case("Flask hello", flask_hello().wsgi_app, "/"),
        Case(FLOOR, flask_floor(place.app.config["DATABASE_URL"]).wsgi_app, "/"),
        Case("post page", ours, site.post, host),
        Case("catalogue", ours, "/courses/", host),
        Case("course page", ours, site.course, host),
        Case("lesson page, signed in", ours, site.lesson, learner),
        Case("post page, cached", ours, site.post, host, is_cached=True),
        Case("front page, cached", ours, "/", host, is_cached=True),
    ]


def run() -> list[str]:
    """Print the table; answers the targets that were missed."""
    with ground() as place:
        place.app.config["RATELIMIT_ENABLED"] = False
        measured = cases(place, filled_site())
        for _ in range(TURNS):
            for case in measured:
                case.turn()
    floor = next(case.cpu_ms for case in measured if case.name == FLOOR)
    print(f"\n{'page':<34}{'requests/s':>12}{'CPU ms':>10}{'× floor':>10}{'target':>9}")
    missed = []
    for case in measured:
        ratio, target = case.cpu_ms / floor, TARGETS.get(case.name)
        rate = 1 / statistics.median(case.wall)
        print(f"{case.name:<34}{rate:>12.0f}{case.cpu_ms:>10.3f}{ratio:>10.2f}{f'≤ {target}' if target else '':>9}")
        if target and ratio > target:
            missed.append(f"{case.name}: {ratio:.2f} × the floor, target {target}")
    return missed
