"""Where a page takes webmentions: its Link header, else the first <link> or <a> that says so."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from .fetching import Fetched, joined

MOST_LETTERS = 8_000
REL = "webmention"
LINK = re.compile(r'<([^<>]*)>\s*((?:;[^,;"<]*(?:"[^"]*"[^,;"<]*)?)*)')
RELS = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
HTML = frozenset({"", "text/html", "application/xhtml+xml"})


def endpoint_of(page: Fetched) -> str | None:
    """Whole, as addresses on the page that was reached are meant; None where it takes none."""
    found = in_header(page.answer.headers.get("link", ""))
    if found is None and page.kind in HTML:
        return in_html(page.text, page.url)
    return None if found is None else joined(page.url, found)


def in_header(value: str) -> str | None:
    for match in LINK.finditer(value[:MOST_LETTERS]):
        rel = RELS.search(match[2])
        if rel and REL in (rel[1] or rel[2] or "").lower().split():
            return match[1]
    return None


def in_html(html: str, url: str) -> str | None:
    soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(["base", "link", "a"]))
    base = soup.find("base", href=True)
    url = joined(url, str(base["href"])) if isinstance(base, Tag) else url
    for tag in soup.find_all(["link", "a"], href=True):
        if REL in (each.lower() for each in tag.get_attribute_list("rel") if each):
            return joined(url, str(tag["href"]))
    return None
