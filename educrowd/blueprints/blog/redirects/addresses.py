"""One spelling for each address, so that what was written once is found however it is asked for.

An old address is a path, with its query where the old blog had one: letters decoded, slashes single and none at
the end, the query in the order of its names. A target is a path of this site or an address of another, in full.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode

from flask import current_app
from werkzeug.exceptions import HTTPException

from educrowd.core.addresses import parts_of
from educrowd.core.current import current
from educrowd.core.errors import Invalid

LONGEST = 1_000
OURS = ("account", "api", "assets", "operator", "studio", "webhooks")
UNWRITTEN = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
HOST = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]+(:\d{1,5})?", re.IGNORECASE)


def spelled(path: str, query: str = "") -> str:
    """The one spelling of a decoded path and its query."""
    parts = unicodedata.normalize("NFC", path).split("/")
    pairs = urlencode(sorted(parse_qsl(query, keep_blank_values=True, max_num_fields=50)))
    return "/" + "/".join(part for part in parts if part) + (f"?{pairs}" if pairs else "")


def old_address(text: str) -> str:
    """What people write as an old address, spelled; of a full one the path counts. Invalid("path", …) if not."""
    parts = parts_of(text.strip())
    if not parts.path.startswith("/"):
        raise Invalid("path", "Begin it with / or https://, such as /2019/04/hello.")
    try:
        path = spelled(unquote(parts.path), parts.query)
    except ValueError:
        raise Invalid("path", "This address asks for too many things at once.") from None
    if len(path) > LONGEST or UNWRITTEN.search(path.replace(" ", "")):
        raise Invalid("path", f"An address has at most {LONGEST:,} characters, none of them unseen.")
    if path.split("/")[1].partition("?")[0] in OURS or is_page(path):
        raise Invalid("path", "This site has a page of its own there.")
    return path


def new_address(text: str) -> str:
    """What people write as a target: a path, or https:// and a host. Invalid("target", …) if not."""
    text = _at_home(text.strip())
    parts = parts_of(text)
    if len(text) > LONGEST or UNWRITTEN.search(text):
        raise Invalid("target", f"An address has at most {LONGEST:,} characters, and no blanks.")
    if parts.scheme == "https" and HOST.fullmatch(parts.netloc):
        return text
    if text.startswith("/") and not text.startswith("//") and not parts.netloc:
        return quote(text, safe="/?&=#%:;,.!~*'()@+$[]-_")
    raise Invalid("target", "Write a path such as /blog/hello, or the full address of another site with https://.")


def step_after(target: str) -> str | None:
    """The old address that a target of this site would be, None where it leads elsewhere or is none that is kept."""
    parts = parts_of(target)
    try:
        return None if parts.netloc else spelled(unquote(parts.path), parts.query)
    except ValueError:
        return None


def is_page(path: str) -> bool:
    """Whether the site has a page at just this address; one that stands for many things, as a post’s, does not count.

    The front page reads no query, so old addresses such as /?p=7 are free.
    """
    bare, _, query = path.partition("?")
    if bare == "/" and query:
        return False
    return _stands_at(bare) or _stands_at(f"{bare}/")


def _stands_at(path: str) -> bool:
    try:
        _, arguments = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return False
    return not arguments


def _at_home(url: str) -> str:
    """The path alone where a full address is this very site’s."""
    origin = current.tenant.origin
    inside = url.removeprefix(origin) if url.startswith((f"{origin}/", f"{origin}?")) or url == origin else None
    return url if inside is None else inside or "/"
