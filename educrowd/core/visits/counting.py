"""Which answers are visits: noted outermost, once a page has been answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from flask import Flask, Response, request

from ..addresses import parts_of
from ..current import BoundTenant, current
from ..wall_time import today
from .notebook import Notebook, Visit

UNCOUNTED = "educrowd.uncounted"
PAGES = re.compile(r"/(?:|(?:blog|courses|projects)/[a-z0-9-]{1,90}/?|[a-z0-9-]{1,90})")
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|curl|wget|python|java/|go-http|okhttp|monitor|headless|lighthouse|"
    r"facebookexternalhit|feed|validator|scan",
    re.IGNORECASE,
)
HOST = re.compile(r"[a-z0-9.-]{1,100}")


def init_app(app: Flask, find_site: Callable[[str], BoundTenant | None]) -> None:
    """Count what is read; `find_site` says without waiting which open site a Host header means."""
    counting = Counting(app, find_site)
    app.wsgi_app, app.extensions["visits"] = counting, counting.notebook
    app.after_request(leave_out_staff)


def leave_out_staff(response: Response) -> Response:
    """Who works on a site is none of its readers."""
    if current.tenant is not None and current.user.is_authenticated and current.user.can("studio.enter"):
        request.environ[UNCOUNTED] = True
    return response


class Counting:
    """Stands outermost: notes each public page that was answered."""

    def __init__(self, app: Flask, find_site: Callable[[str], BoundTenant | None]):
        self.flask, self.app, self.find_site = app, app.wsgi_app, find_site
        self.notebook = Notebook(app.extensions["redis"])
        self._ours: frozenset[str] = frozenset()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not may_count(environ):
            return self.app(environ, start_response)

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status[:3] in ("200", "304") and UNCOUNTED not in environ:
                self._note(environ)
            return start_response(status, headers, *rest)

        return self.app(environ, note)

    def _note(self, environ: dict[str, Any]) -> None:
        site = self.find_site(environ.get("HTTP_HOST", ""))
        path = environ["PATH_INFO"].rstrip("/") or "/"
        if site is None or path in self._pages_of_ours():
            return
        reader = f"{environ.get('REMOTE_ADDR', '')} {environ.get('HTTP_USER_AGENT', '')}"
        referrer = referrer_of(environ, site)
        self.notebook.note(Visit(site.id, today(site.timezone), path, referrer, reader))

    def _pages_of_ours(self) -> frozenset[str]:
        """Addresses that the software itself has, such as /login; the front page counts."""
        if not self._ours:
            rules = (rule.rule for rule in self.flask.url_map.iter_rules() if not rule.arguments)
            self._ours = frozenset(rule.rstrip("/") for rule in rules) - {""}
        return self._ours


def may_count(environ: dict[str, Any]) -> bool:
    """Whether this is a person who reads a public page and has not asked to be left out."""
    agent = environ.get("HTTP_USER_AGENT", "")
    return (
        environ["REQUEST_METHOD"] == "GET"
        and PAGES.fullmatch(environ.get("PATH_INFO", "")) is not None
        and environ.get("HTTP_DNT") != "1"
        and environ.get("HTTP_SEC_GPC") != "1"
        and "HTTP_HX_REQUEST" not in environ
        and "prefetch" not in f"{environ.get('HTTP_SEC_PURPOSE', '')}{environ.get('HTTP_PURPOSE', '')}"
        and not is_program(agent)
    )


@lru_cache(maxsize=4096)
def is_program(agent: str) -> bool:
    """Whether a browser's name is a program's, or missing."""
    return not agent or PROGRAMS.search(agent) is not None


def referrer_of(environ: dict[str, Any], site: BoundTenant) -> str:
    """The host that led here, where it is another; of its address nothing more is kept."""
    host = (parts_of(environ.get("HTTP_REFERER", "")).netloc.rpartition("@")[2].partition(":")[0]).lower()
    return host if host != site.host and HOST.fullmatch(host) else ""
