"""Pages of other sites, fetched as carefully as everything that strangers name: see educrowd.core.outbound."""

from __future__ import annotations

import time
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from educrowd.core import outbound
from educrowd.core.outbound import Answer, Blocked, Unreachable

from .places import host_of

SECONDS = 10
MOST_BYTES = 1_000_000
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {"User-Agent": "EduCrowd-Webmention/1", "Accept-Encoding": "identity"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ACCEPT = "text/html, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands at the end of its redirects, under `url`."""

    url: str
    answer: Answer

    @property
    def is_there(self) -> bool:
        return 200 <= self.answer.status < 300

    @property
    def is_gone(self) -> bool:
        return self.answer.status in (404, 410)

    @property
    def kind(self) -> str:
        """Its media type, without parameters."""
        return self.answer.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        _, _, charset = self.answer.headers.get("content-type", "").lower().partition("charset=")
        try:
            return self.answer.body.decode(charset.partition(";")[0].strip(" \"'") or "utf-8", "replace")
        except (LookupError, ValueError):
            return self.answer.body.decode("utf-8", "replace")


def get(url: str) -> Fetched:
    """A page at the end of its redirects; Blocked or Unreachable where there is none."""
    return _follow(url, MOST_BYTES)


def tell(endpoint: str, *, source: str, target: str, never: Container[str] = ()) -> Answer:
    """Send one webmention, also to where its endpoint has moved; Blocked where that is one of the hosts `never`."""
    words = urlencode({"source": source, "target": target}).encode()
    return _follow(endpoint, 1024, words=words, never=never).answer


def _follow(url: str, most_bytes: int, *, words: bytes | None = None, never: Container[str] = ()) -> Fetched:
    """GET, or POST of words, in one time for all redirects; each address is checked as the first."""
    until = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        if host_of(url) in never:
            raise Blocked("It leads to this site.")
        method, headers = ("POST", HEADERS | FORM) if words else ("GET", HEADERS | {"Accept": ACCEPT})
        left = max(0.1, until - time.monotonic())
        answer = outbound.request(
            method, url, body=words, headers=headers, seconds=left, most_bytes=most_bytes, may_be_plain=True
        )
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return Fetched(url, answer)
        url = joined(url, answer.headers["location"])
        # 303: the words have arrived, and this is the page to see after it. All others ask for them over there.
        words = None if answer.status == 303 else words
    raise Unreachable("It led on more often than we follow.")


def joined(base: str, url: str) -> str:
    """An address as it is meant on a page; the page itself where it can't be one."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return base
