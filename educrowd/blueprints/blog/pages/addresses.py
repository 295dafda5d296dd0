"""Addresses that people write into menus and buttons."""

from __future__ import annotations

import re

from educrowd.core.addresses import parts_of


def leads_elsewhere(to: str) -> bool:
    """Whether it is an address of the web or of a mailbox, and nothing a browser would run."""
    there = parts_of(to)
    is_web = there.scheme in ("http", "https") and bool(there.hostname)
    is_mail = there.scheme == "mailto" and re.fullmatch(r"[^@\s]+@[^@\s]+", there.path) is not None
    return (is_web or is_mail) and _is_plain(to)


def leads_somewhere(to: str) -> bool:
    """The same, or a path of this site."""
    is_path = to.startswith("/") and not to.startswith("//") and "\\" not in to and parts_of(to).path.startswith("/")
    return leads_elsewhere(to) or (is_path and _is_plain(to))


def _is_plain(to: str) -> bool:
    return to.isprintable() and " " not in to
