"""The one writer: what any format was read into becomes posts, comments and pictures of this site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.imports import Progress

from ..limits import BODY, EXCERPT, TAG, TAGS, TITLE
from ..models import ImportedItem, Page, Post
from ..models.slugs import slug_of_name
from ..models.writable import shortened
from .bounds import LONGEST_TEXT, TOO_LONG
from .elsewhere import missing
from .found import Entry, Found
from .html_text import line_of, markdown_of
from .links import Links
from .lists import present_lists
from .markdown_text import outside_code, with_pictures
from .people import People
from .pictures import Album
from .placing import ABOVE, MODELS, allot, lead_on, wanted
from .reading import ODD, UNREADABLE, log
from .remarks import write_remarks
from .report import Report

CHANGED_HERE = "It was changed here since it came, so it stays as it is here."
PLACED = "Its address and state stay as they are here."
PICTURES = "Its pictures came along; its words stay as they were."
DATELESS = {"draft": "comes as a draft", "published": "is dated today"}
NO_COMMENTS = "Its comments stay out: pages have none here."


def write(found: Found, *, keeps: bool = True, progress: Progress | None = None) -> Report:
    """Write what is new, change what has changed there and not here; what became of each thing."""
    # Two imports of one blog at once would both find everything missing.
    line = func.hashtextextended(f"{current.tenant.schema}.import.{found.source}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(line)))
    writing = _Writing(found, Report(progress), keeps=keeps)
    writing.all()
    audit("blog.imported", source=found.source[:200], new=writing.report.count("new"))
    return writing.report


class _Writing:
    def __init__(self, found: Found, report: Report, *, keeps: bool):
        found.without_doubles()
        self.found, self.report = found, report
        self.known = ImportedItem.of(found.source)
        self.album = Album(found, self.known, report, keeps=keeps)
        self.links, self.people = Links(found.home), People()
        self.slugs = allot(found.entries, self.known)
        self.moved: list[tuple[str, str]] = []

    def all(self) -> None:
        comments = sum(len(entry.comments) for entry in self.found.entries)
        self.report.progress.expect(len(self.found.entries) + comments + len(self.found.left))
        for entry in self.found.entries:
            for address in (entry.address, *entry.aliases):
                self.links.add(address, f"{ABOVE[entry.kind]}{self.slugs[entry.key]}")
        for entry in self.found.entries:
            self._entry(entry)
        for picture in self.found.pictures:
            if not self.album.is_shown(picture.address):
                self.report.add("picture", picture.name, "left_out", self._why(picture.address))
        for left in self.found.left:
            self.report.add(left.kind, left.name, "left_out", left.why)
        lead_on(self.moved, self.report)
        lead_on(present_lists(self.found.lists, self.people), self.report, called="Former lists and feeds")

    def _entry(self, entry: Entry) -> None:
        item = self.known.get(entry.key)
        post = self._again(entry, item) if item else self._create(entry)
        if isinstance(post, Post):
            same = {"source": self.found.source, "known": self.known, "report": self.report}
            write_remarks(post, entry.comments, **same)

    def _create(self, entry: Entry) -> Post | Page | None:
        text = self._text(entry)
        if isinstance(text, str):
            self.report.add(entry.kind, entry.title, "left_out", text)
            return None
        model, slug = MODELS[entry.kind], self.slugs[entry.key]
        post = model.draft(text.pop("title"), slug=slug, **text, **_placing(entry))
        if isinstance(post, Post):
            self.people.sign(post, entry)
        status = self._status(entry, post)
        post.arrive(status, entry.at)
        db.session.flush()
        facts = {"source": self.found.source, "source_id": entry.id, "digest": entry.digest, "version": post.version}
        db.session.add(ImportedItem(kind=entry.kind, post_id=post.id, address=entry.address[:2000], **facts))
        self.moved += [(address, post.path) for address in (entry.address, *entry.aliases[:1]) if address]
        moved = f"Its address is taken: it stands at {post.path}." if post.slug != wanted(entry) else ""
        lost = NO_COMMENTS if entry.kind == "page" and entry.comments else ""
        turned = _turned(entry, status)
        self.report.add(entry.kind, entry.title, "new", *entry.notes, *self._lost(entry), moved, turned, lost)
        return post

    def _again(self, entry: Entry, item: ImportedItem) -> Post | Page | None:
        """What came before: the same, changed there, or changed there and here."""
        post: Any = item.post  # an item goes with it
        is_same, is_untouched = item.digest == entry.digest, post.version == item.version
        text = self._text(entry) if is_untouched and not (is_same and self.found.archive is None) else ""
        if is_same and not (isinstance(text, dict) and self.album.brings_new):
            self.report.add(entry.kind, entry.title, "same")
        elif not is_untouched:
            self.report.add(entry.kind, entry.title, "left_out", CHANGED_HERE)
        elif isinstance(text, dict):
            post.rewrite(**text)
            item.digest, item.version = entry.digest, post.version
            self.report.add(entry.kind, entry.title, "changed", PICTURES if is_same else PLACED, *self._lost(entry))
        else:
            self.report.add(entry.kind, entry.title, "left_out", text)
        return post

    def _text(self, entry: Entry) -> dict[str, Any] | str:
        """What `Post.write` takes, or why there is none."""
        self.album.begin()
        if len(entry.text) > LONGEST_TEXT:
            return TOO_LONG
        try:
            body = self._body(entry)
        except ODD as error:
            log.warning("import_text_unreadable", format=self.found.format, error=type(error).__name__)
            return UNREADABLE
        if len(body) > BODY:
            return TOO_LONG
        return {
            "title": line_of(entry.title)[:TITLE] or "Untitled",
            "body_markdown": body,
            "excerpt": shortened(line_of(entry.excerpt), EXCERPT - 2),
            "tags": _tags(entry) if entry.kind == "post" else [],
        }

    def _body(self, entry: Entry) -> str:
        above = self._above(entry)
        if entry.is_markdown:
            body = with_pictures(outside_code(entry.text, self.links.in_markdown), self.album.show)
        else:
            body = markdown_of(entry.text, link=self.links.present, picture=self.album.show)
        # Many themes show the picture of a post above a text that begins with it.
        return body if not above or above.partition("](")[2] in body else f"{above}\n\n{body}"

    def _above(self, entry: Entry) -> str:
        """The picture of a post; one that is neither in the file nor at an address is missed below."""
        if entry.picture and (self.album.find(entry.picture) or entry.picture.startswith("http")):
            return self.album.show(entry.picture, entry.picture_alt)
        self.album.foreign |= {entry.picture} - {""}
        return ""

    def _status(self, entry: Entry, post: Post | Page) -> str:
        if not post.body_markdown.strip() or (entry.status == "scheduled" and entry.at is None):
            return "draft"
        is_to_come = entry.at is not None and entry.at > utcnow()
        if entry.status == "draft":
            return "draft"
        return "scheduled" if is_to_come else "published"

    def _lost(self, entry: Entry) -> list[str]:
        notes = missing(self.album.foreign)
        if len(entry.tags) > TAGS:
            notes.append(f"Of its tags the first {TAGS} come along.")
        if len(line_of(entry.title)) > TITLE:
            notes.append("Its title is cut.")
        return notes

    def _why(self, address: str) -> str:
        if self.album.find(address):
            return "No text shows it."
        return "Its file isn’t in what you gave: pack the pictures beside the export."


def _turned(entry: Entry, status: str) -> str:
    """What became of its state or its date, where they are other than there."""
    if status == entry.status == "draft":
        return ""
    if entry.at is None:
        return f"It has no date that a post can have, so it {DATELESS[status]}."
    return "It has no text, so it comes as a draft." if status == "draft" else ""


def _placing(entry: Entry) -> dict[str, Any]:
    if entry.kind == "page":
        return {}
    placing = {"audience": entry.audience or None, "comment_policy": "off" if entry.is_closed else None}
    return {name: value for name, value in placing.items() if value}


def _tags(entry: Entry) -> list[str]:
    return [name for tag in entry.tags[:TAGS] if slug_of_name(name := tag[:TAG])]
