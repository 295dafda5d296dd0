"""Where things stood and where they stand now."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin

from educrowd.core.addresses import parts_of

# `](/old/)`, `](</old/>)` and `[name]: /old/`, with whatever else stands there.
IN_MARKDOWN = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*<?)([^\s<>()]{1,2000})", re.MULTILINE)
NUMBERED = re.compile(r"(?:^|&)(p|page_id)=(\d+)(?:&|$)")


class Links:
    """Former addresses with their present ones; anything else stays as it is."""

    def __init__(self, home: str = ""):
        self._home, self._host = home, _host(home)
        self._present: dict[str, str] = {}

    def add(self, address: str, present: str) -> None:
        """What stood there stands here now."""
        if address:
            self._present.setdefault(self._key(address), present)

    def present(self, address: str) -> str:
        """Where this leads now; what follows # comes along."""
        found = self._present.get(self._key(address))
        mark = parts_of(address).fragment
        return f"{found}#{mark}" if found and mark else found or address

    def in_markdown(self, text: str) -> str:
        """A text whose links and pictures lead to where things are now."""
        return IN_MARKDOWN.sub(lambda match: match[1] + self.present(match[2]), text)

    def _key(self, address: str) -> str:
        parts = parts_of(urljoin(self._home, address) if self._home else address)
        number = NUMBERED.search(parts.query)
        path = unquote(parts.path).rstrip("/").removesuffix("/index.html") or "/"
        return f"{_host(address) or self._host}{path}" + (f"?{number[1]}={number[2]}" if number else "")


def _host(address: str) -> str:
    return parts_of(address).netloc.lower().removeprefix("www.")
