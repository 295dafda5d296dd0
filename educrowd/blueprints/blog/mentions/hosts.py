"""Hosts as people write them down."""

from __future__ import annotations

import string

from educrowd.blueprints.tenant.resolving import normalize

from .policy import MOST_BLOCKED

LONGEST = 253
LETTERS = frozenset(string.ascii_lowercase + string.digits + "-_")


def checked_hosts(words: list[str]) -> list[str]:
    """Each once, as they are compared; ValueError says what is wrong."""
    hosts = list(dict.fromkeys(_host(word) for word in words))
    if len(hosts) > MOST_BLOCKED:
        raise ValueError(f"At most {MOST_BLOCKED} hosts.")
    return hosts


def _host(word: str) -> str:
    host = normalize(word)
    is_host = 0 < len(host) <= LONGEST and all(part and set(part) <= LETTERS for part in host.split("."))
    if not is_host or ":" in word:
        raise ValueError(f"“{word[:60]}” is no host: write it as spam.example.")
    return host
