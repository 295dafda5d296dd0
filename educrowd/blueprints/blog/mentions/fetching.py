"""Pages of other sites, fetched as carefully as everything that strangers name: see educrowd.core.outbound."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from educrowd.core import outbound
from educrowd.core.outbound import Answer, Unreachable

SECONDS = 10
MOST_BYTES = 1_000_000
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {"User-Agent": "EduCrowd-Webmention/1", "Accept-Encoding": "identity"}
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
    """A page, in one time for all its redirects; Blocked or Unreachable where there is none."""
    until = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        left = max(0.1, until - time.monotonic())
        headers = HEADERS | {"Accept": ACCEPT}
        answer = outbound.request(
            "GET", url, body=None, headers=headers, seconds=left, most_bytes=MOST_BYTES, may_be_plain=True
        )
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return Fetched(url, answer)
        url = joined(url, answer.headers["location"])
    raise Unreachable("It led on more often than we follow.")


def tell(endpoint: str, *, source: str, target: str) -> Answer:
    """Send one webmention."""
    headers = HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"source": source, "target": target}).encode()
    return outbound.request(
        "POST", endpoint, body=body, headers=headers, seconds=SECONDS, most_bytes=1024, may_be_plain=True
    )


def joined(base: str, url: str) -> str:
    """An address as it is meant on a page; the page itself where it can't be one."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return base
