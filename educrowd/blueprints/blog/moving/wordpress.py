"""WordPress's own export (WXR 1.0 to 1.2), alone or in an archive beside its uploads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from educrowd.core.current import current

from ..limits import ALT
from .blocks import Blocks
from .found import Entry, Found, Left, Picture, Remark, Writer
from .images import image_html
from .lists import lists_of_wordpress
from .reading import read_entry, universal
from .wxr import read_wxr, text_of

STATUSES = {"publish": "published", "future": "scheduled", "draft": "draft", "pending": "draft", "private": "draft"}
SAID = {
    "pending": "It waited for review: it comes as a draft.",
    "private": "It was private: it comes as a draft.",
    "future": "",
}
KINDS = {
    "nav_menu_item": "A menu’s entry: menus are made anew here.",
    "revision": "A former version of a text.",
    "custom_css": "Styles of the other site’s theme.",
    "wp_block": "A pattern: it stands in the texts that use it.",
    "wp_template": "A part of the other site’s theme.",
    "wp_template_part": "A part of the other site’s theme.",
    "wp_global_styles": "Styles of the other site’s theme.",
    "wp_navigation": "A menu: menus are made anew here.",
}
ENTRIES = ("post", "page")


class WordPress:
    """One export, read once; a long one comes in several files."""

    def __init__(self, streams: Iterable[BinaryIO]):
        self._export = read_wxr(streams)
        facts = self._export.facts
        self._home = facts.get("wp:base_blog_url") or facts.get("link") or facts.get("wp:base_site_url") or ""
        self._people = {
            author.get("wp:author_login", ""): Writer(
                author.get("wp:author_display_name") or author.get("wp:author_login", ""),
                author.get("wp:author_email", ""),
            )
            for author in self._export.authors
        }
        self._files = {text_of(item, "wp:post_id"): item for item in self._of("attachment")}
        self._patterns = {text_of(item, "wp:post_id"): item for item in self._of("wp_block")}

    def found(self) -> Found:
        """All of it."""
        found = Found("wordpress", f"wordpress:{self._home.rstrip('/').lower()}", self._home)
        for item in self._export.items:
            kind, status = text_of(item, "wp:post_type"), text_of(item, "wp:status")
            if kind in ENTRIES and status in STATUSES:
                size = len(item.findtext("content:encoded") or "") + len(_meta(item, "footnotes"))
                read_entry(found, kind, text_of(item, "title"), size, partial(self._entry, item, kind, status))
            elif kind == "attachment":
                found.pictures.append(self._picture(item))
            else:
                found.left.append(Left(_kind(kind), text_of(item, "title") or kind, _why(kind, status)))
        found.lists = lists_of_wordpress(self._home, self._export, self._people)
        return found

    def _of(self, kind: str) -> list[Element]:
        return [item for item in self._export.items if text_of(item, "wp:post_type") == kind]

    def _entry(self, item: Element, kind: str, status: str) -> Entry:
        blocks = Blocks(gallery=self._gallery, pattern=self._pattern, footnotes=_meta(item, "footnotes"))
        # Files that people have cut by hand name no numbers.
        id = text_of(item, "wp:post_id") or text_of(item, "guid") or text_of(item, "link") or text_of(item, "title")
        login = text_of(item, "dc:creator")
        is_locked = bool(text_of(item, "wp:post_password"))
        entry = Entry(
            id=id,
            kind=kind,
            title=text_of(item, "title"),
            text=blocks.html(item.findtext("content:encoded") or ""),
            slug=text_of(item, "wp:post_name"),
            excerpt=text_of(item, "excerpt:encoded"),
            status="draft" if is_locked else STATUSES[status],
            at=_moment(item, "wp:post_date"),
            tags=_tags(item),
            writers=[self._people.get(login, Writer(login))] if login else [],
            address=text_of(item, "link"),
            aliases=[f"{self._home}/?p={id}", f"{self._home}/?page_id={id}"],
            picture=self._thumbnail(item),
            is_closed=text_of(item, "wp:comment_status") == "closed",
            notes=[SAID.get(status, ""), *blocks.notes],
        )
        if is_locked:
            entry.notes.append("It asked for a password: it comes as a draft.")
        if text_of(item, "wp:is_sticky") == "1":
            entry.notes.append("It stood above all others; here the newest post does.")
        self._take_comments(item, entry)
        return entry

    def _take_comments(self, item: Element, entry: Entry) -> None:
        lost: Counter[str] = Counter()
        for comment in item.findall("wp:comment"):
            kind, said = text_of(comment, "wp:comment_type"), text_of(comment, "wp:comment_approved")
            if kind not in ("", "comment"):
                lost["pingback" if kind == "pingback" else "trackback" if kind == "trackback" else "other kind"] += 1
            elif said not in ("0", "1"):
                lost["spam" if said == "spam" else "trash"] += 1
            else:
                entry.comments.append(_remark(comment, is_held=said == "0"))
        counts = ", ".join(f"{count} × {what}" for what, count in lost.items())
        if counts:
            entry.notes.append(f"Comments that stay out: {counts}.")

    def _picture(self, item: Element) -> Picture:
        alt = _meta(item, "_wp_attachment_image_alt")[:ALT]
        return Picture(text_of(item, "title"), text_of(item, "wp:attachment_url") or text_of(item, "guid"), alt)

    def _thumbnail(self, item: Element) -> str:
        file = self._files.get(_meta(item, "_thumbnail_id"))
        return self._picture(file).address if file is not None else ""

    def _gallery(self, ids: list[str]) -> str:
        files = [self._picture(self._files[id]) for id in dict.fromkeys(ids) if id in self._files]
        return "\n\n" + "\n\n".join(f"<p>{image_html(file.address, file.alt)}</p>" for file in files) + "\n\n"

    def _pattern(self, id: str) -> str:
        item = self._patterns.get(id)
        return item.findtext("content:encoded") or "" if item is not None else ""


def _kind(name: str) -> str:
    return name if name in ENTRIES else "other"


def _why(kind: str, status: str) -> str:
    if kind in ENTRIES:
        return "It was thrown away." if status == "trash" else f"Its state is “{status[:20]}”."
    if not kind:
        return "It doesn’t say what it is."
    return KINDS.get(kind, f"A thing of the kind “{kind[:40]}”, which some plugin or theme knows.")


def _moment(item: Element, name: str) -> datetime | None:
    """Universal time where it is said, else the clock of this site."""
    for said, zone in ((f"{name}_gmt", UTC), (name, ZoneInfo(current.tenant.timezone))):
        try:
            moment = datetime.strptime(text_of(item, said), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        except ValueError:
            continue
        return universal(moment)
    return None


def _tags(item: Element) -> list[str]:
    named = [each for each in item.findall("category") if each.get("domain") in ("category", "post_tag", "tag", None)]
    names = [(each.text or "").strip() for each in named if each.get("nicename") != "uncategorized"]
    return list(dict.fromkeys(name for name in names if name not in ("", "Uncategorized")))


def _meta(item: Element, key: str) -> str:
    for meta in item.findall("wp:postmeta"):
        if text_of(meta, "wp:meta_key") == key:
            return text_of(meta, "wp:meta_value")
    return ""


def _remark(comment: Element, *, is_held: bool) -> Remark:
    answers, author = text_of(comment, "wp:comment_parent"), text_of(comment, "wp:comment_author")
    return Remark(
        id=text_of(comment, "wp:comment_id") or f"{text_of(comment, 'wp:comment_date_gmt')} {author}",
        name=author,
        html=(comment.findtext("wp:comment_content") or "").replace("\r\n", "\n").replace("\n", "<br>"),
        at=_moment(comment, "wp:comment_date"),
        status="held" if is_held else "published",
        answers="" if answers == "0" else answers,
    )
