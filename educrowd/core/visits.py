"""How often public pages are read, without cookies and without keeping who read them.

A page is noted in this process's memory once it has been answered, and a thread of its own brings what was noted to
Redis every second: who reads waits for nothing, and a Redis that is away costs counts, never a page. Redis holds
totals of a site's day for two days; a job writes them into the site's own table. People are not counted one by one:
a digest of address and browser, under a salt that is new every day and forgotten after two, goes into a sketch from
which only the number of different ones can be read.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import structlog
from flask import Flask, Response, request
from redis import Redis, RedisError

from .addresses import parts_of
from .current import BoundTenant, current

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
MOST_NOTED = 20_000
KEPT_SECONDS = 2 * 86_400
MOST_NAMES = 2_000
SITES = "visits:sites"
UNCOUNTED = "educrowd.uncounted"
PAGES = re.compile(r"/(?:|(?:blog|courses|projects)/[a-z0-9-]{1,90}/?|[a-z0-9-]{1,90})")
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|curl|wget|python|java/|go-http|okhttp|monitor|headless|lighthouse|"
    r"facebookexternalhit|feed|validator|scan",
    re.IGNORECASE,
)
HOST = re.compile(r"[a-z0-9.-]{1,100}")


class Visit(NamedTuple):
    """A page that was read; `reader` is forgotten as soon as it has been digested."""

    tenant_id: int
    day: date
    path: str
    referrer: str
    reader: str


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
        self.notebook.note(Visit(site.id, datetime.now(UTC).date(), path, referrer, reader))

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


class Notebook:
    """What was noted and is not in Redis yet; full, it forgets the oldest."""

    def __init__(self, redis: Redis):
        self.redis = redis
        self._noted: deque[Visit] = deque(maxlen=MOST_NOTED)
        self._process = 0
        self._full: set[str] = set()

    def note(self, visit: Visit) -> None:
        self._noted.append(visit)
        if self._process != os.getpid():
            # A thread does not follow into a fork, so each process begins its own with its first visitor.
            self._process = os.getpid()
            threading.Thread(target=self._bring_forever, name="visits", daemon=True).start()

    def bring(self) -> None:
        """Take all that is noted to Redis, in one round trip; what Redis does not take is forgotten."""
        visits = [self._noted.popleft() for _ in range(len(self._noted))]
        if not visits:
            return
        try:
            self._write(visits)
        except RedisError:
            log.warning("visits_not_counted", count=len(visits))

    def _bring_forever(self) -> None:
        while True:
            time.sleep(PAUSE_SECONDS)
            try:
                self.bring()
            except Exception:
                log.exception("visits_stumbled")

    def _write(self, visits: list[Visit]) -> None:
        days = {visit.day for visit in visits}
        salts = {day: self._salt(day) for day in days}
        self._full = {key for key in self._full if any(f":{day}:" in key for day in days)}
        pipe = self.redis.pipeline(transaction=False)
        touched: set[str] = set()
        for visit in visits:
            names = {"page": visit.path, "referrer": visit.referrer}
            for kind, name in names.items():
                key = key_of(visit.tenant_id, visit.day, kind)
                if name and key not in self._full:
                    pipe.hincrby(key, name)
                    touched.add(key)
            sketch = key_of(visit.tenant_id, visit.day, "visitor")
            pipe.pfadd(sketch, digest(salts[visit.day], visit))
            touched.add(sketch)
        pipe.sadd(SITES, *{visit.tenant_id for visit in visits})
        for key in touched:
            pipe.expire(key, KEPT_SECONDS)
        hashes = [key for key in touched if key.endswith(":referrer")]
        for key in hashes:
            pipe.hlen(key)
        answers = pipe.execute()
        # Nobody fills Redis by naming hosts that don't exist.
        counted = zip(hashes, answers[len(answers) - len(hashes) :], strict=True)
        self._full |= {key for key, names in counted if names > MOST_NAMES}

    def _salt(self, day: date) -> bytes:
        key = f"visits:salt:{day}"
        self.redis.set(key, secrets.token_bytes(32), nx=True, ex=KEPT_SECONDS)
        return self.redis.get(key) or b""  # pyright: ignore[reportReturnType]


def digest(salt: bytes, visit: Visit) -> bytes:
    """Enough to know somebody again on this site and this day, and nothing beyond."""
    return hashlib.blake2b(f"{visit.tenant_id} {visit.reader}".encode(), key=salt, digest_size=12).digest()


def key_of(tenant_id: int, day: date, kind: str) -> str:
    return f"t:{tenant_id}:visits:{day}:{kind}"


def totals(redis: Redis, tenant_id: int, day: date) -> dict[tuple[str, str], int]:
    """What Redis knows of a site's day: (kind, name) → how often; of visitors only their number."""
    found: dict[tuple[str, str], int] = {}
    for kind in ("page", "referrer"):
        counted: Any = redis.hgetall(key_of(tenant_id, day, kind))
        found |= {(kind, name.decode("utf-8", "replace")): int(count) for name, count in counted.items()}
    visitors: Any = redis.pfcount(key_of(tenant_id, day, "visitor"))
    return found | ({("visitor", ""): int(visitors)} if visitors else {})
