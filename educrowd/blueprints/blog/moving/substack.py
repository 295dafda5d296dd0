"""Substack's own export: a ZIP with a table of posts, a page of HTML for each, and who reads them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from functools import partial
from html import escape
from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup, Tag

from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid

from ..limits import ALT
from .bounds import is_deep
from .found import DOUBLE, Entry, Found, Left
from .images import image_html
from .lists import lists_of_substack
from .reading import read_entry, universal

TABLE = "posts.csv"
LARGEST_TABLE = 20 * 1024 * 1024
MOST, MOST_PICTURES = 20_000, 50
KINDS = ("newsletter", "podcast", "page")
# Buttons and forms of the other system, which do nothing here.
WIDGETS = "[class*=subscription-widget-wrap], .button-wrapper, .captioned-button-wrap, .paywall-jump, .poll-embed, form"
WIDGETS += ", .install-substack-app-embed, .community-chat, .directMessage, .image-link-expand"
PAID = "It was for paying subscribers: it comes as a draft, so that you choose who may read it."
READERS = "People who read it by mail. They come in under Newsletter, with a word on how they agreed."


def read_substack(archive: Archive, names: list[str]) -> Found:
    """All posts of an export; who reads them is counted and stays out."""
    table = next(name for name in names if PurePosixPath(name).name == TABLE)
    folder = table.removesuffix(TABLE)
    found = Found("substack", "substack", archive=archive)
    rows, texts, read = _rows(archive, table), set(names), set[str]()
    if len(rows) > MOST:
        raise Invalid("file", f"This export has more than {MOST:,} posts.")
    for row in rows:
        number = row.get("post_id") or ""
        name, title = f"{folder}posts/{number}.html", row.get("title") or number
        if row.get("type") in KINDS and name in texts and name not in read:
            read.add(name)
            read_entry(found, "post", title, archive.size_of(name), partial(_entry, row, archive, name))
        elif number:
            found.left.append(Left("post", title, _why(row, is_text=name in texts, is_double=name in read)))
    for name in names:
        last = PurePosixPath(name).name
        if last.startswith(("email_list", "subscribers")) and last.endswith(".csv"):
            count = sum(1 for _ in _rows(archive, name))
            found.left.append(Left("other", f"{count} subscribers ({last})", READERS))
    found.lists = lists_of_substack()
    return found


def _why(row: dict[str, str], *, is_text: bool, is_double: bool) -> str:
    if is_double:
        return DOUBLE
    return f"It is a “{(row.get('type') or '')[:20]}”." if is_text else "It has no text of its own."


def _rows(archive: Archive, name: str) -> list[dict[str, str]]:
    if archive.size_of(name) > LARGEST_TABLE:
        raise Invalid("file", f"{name} is too long.")
    try:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
    except (csv.Error, ValueError):
        raise Invalid("file", f"{name} is no table that can be read.") from None


def _entry(row: dict[str, str], archive: Archive, name: str) -> Entry:
    html = archive.read(name).decode("utf-8", "replace")
    number, _, slug = row["post_id"].partition(".")
    is_paid = row.get("audience") not in ("everyone", "only_free", "", None)
    is_out = (row.get("is_published") or "").lower() == "true" and not is_paid
    notes = [PAID] if is_paid else []
    if address := row.get("podcast_url"):
        notes.append("Its recording stays on the other site; a link leads there.")
        html = f"<p>{escape(address)}</p>{html}"
    return Entry(
        id=number,
        kind="page" if row.get("type") == "page" else "post",
        title=row.get("title") or "",
        text=_text(html),
        slug=slug,
        excerpt=row.get("subtitle") or "",
        status="published" if is_out else "draft",
        at=_moment(row.get("post_date") or ""),
        address=f"/p/{slug}" if slug else "",
        audience="members" if row.get("audience") == "only_free" else "",
        notes=notes,
    )


def _text(html: str) -> str:
    if is_deep(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for widget in soup.select(WIDGETS):
        if not widget.decomposed:
            widget.decompose()
    for widget in soup.select("[data-attrs]"):
        _unfold(widget, soup)
    for quote in soup.select("div.pullquote"):
        quote.name = "blockquote"
    # A picture is a link to itself there.
    for link in soup.select("a.image-link"):
        link.unwrap()
    return str(soup)


def _unfold(widget: Tag, soup: BeautifulSoup) -> None:
    """What a script would draw there, from what it would be told."""
    try:
        said = json.loads(str(widget["data-attrs"]))
    except (ValueError, RecursionError):
        return
    gallery = said.get("gallery") if isinstance(said, dict) else None
    if isinstance(said, dict) and "tweet" in widget.get_attribute_list("class") and said.get("full_text"):
        widget.replace_with(BeautifulSoup(_tweet(said), "html.parser"))
    elif isinstance(gallery, dict):
        pictures = gallery.get("images")
        shown = [each for each in pictures if isinstance(each, dict)] if isinstance(pictures, list) else []
        alt = str(gallery.get("alt") or "")[:ALT]
        addresses = [str(each["src"]) for each in shown[:MOST_PICTURES] if each.get("src")]
        html = "".join(f"<p>{image_html(address, alt)}</p>" for address in addresses)
        widget.replace_with(BeautifulSoup(f"{html}<p>{escape(str(gallery.get('caption') or ''))}</p>", "html.parser"))
    elif isinstance(said, dict) and not widget.get_text(strip=True) and widget.name == "div":
        address = next((said[name] for name in ("url", "canonical_url", "src") if said.get(name)), "")
        words = said.get("title") or said.get("name") or said.get("full_text") or address
        if str(address).startswith("http") and not widget.find(("img", "iframe", "video", "audio")):
            paragraph = soup.new_tag("p")
            paragraph.append(soup.new_tag("a", href=str(address), string=str(words)[:300]))
            widget.replace_with(paragraph)


def _tweet(said: dict[str, Any]) -> str:
    """What somebody wrote elsewhere, without their portrait and what others thought of it."""
    words = escape(str(said["full_text"])).replace("\n", "<br>")
    by = escape(f"{said.get('name') or ''} (@{said.get('username') or ''})")
    return f'<blockquote><p>{words}</p><p><a href="{escape(str(said.get("url") or ""))}">{by}</a></p></blockquote>'


def _moment(text: str) -> datetime | None:
    try:
        return universal(datetime.fromisoformat(text))
    except ValueError:
        return None
