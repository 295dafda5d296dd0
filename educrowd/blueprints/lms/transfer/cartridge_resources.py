"""What a Common Cartridge holds besides its outline: pages, files, links, tests."""

from __future__ import annotations

import hashlib
import posixpath
from typing import Any, BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid
from educrowd.core.stills import Still

from ..exchange import qti1
from ..exchange.found import Found, Lost
from ..exchange.html_text import markdown_of
from ..exchange.pictures import Beside, Pictures
from ..exchange.showing import Showing
from ..exchange.xml import LARGEST_PART, tree_of
from ..lessons.filing import EVERY, LARGEST_FILM
from .report import Report

Document = dict[str, Any]


class Resources:
    """The resources of a manifest by their identifiers; also the assets of the document that is made of them."""

    def __init__(self, archive: Archive, root: Element):
        self.archive, self._names = archive, set(archive.names)
        self._by_id = {each.get("identifier", ""): each for each in root.iterfind("resources/resource")}
        self._met: set[str] = {"imsmanifest.xml"}
        self._files: dict[str, str] = {}
        self._found: list[tuple[str, Found]] = []
        self._beside, self._pictures = Beside(archive), Pictures()
        self._shown: dict[str, Still] = {}

    def get(self, identifier: str) -> Element | None:
        return self._by_id.get(identifier)

    def path_of(self, resource: Element) -> str:
        """Its file inside the archive; empty where it names none that is there."""
        first = resource.find("file")
        href = resource.get("href") or (first.get("href") if first is not None else "") or ""
        path = posixpath.normpath(unquote(href.partition("?")[0]))
        if path in self._names:
            self._met.add(path)
            return path
        return ""

    def text_of(self, resource: Element) -> bytes:
        """The bytes of its file; Invalid where there is none."""
        path = self.path_of(resource)
        if not path:
            raise Invalid("file", "The archive does not hold its file.")
        return self.archive.read(path, at_most=LARGEST_PART)

    def take_html(self, html: str, resource: Element) -> tuple[str, list[str]]:
        """A text of this resource as Markdown, its pictures with it, and notes on what is missing."""
        text = Showing(pictures=self._pictures, brings=self._beside.of(self.path_of(resource)))
        body, notes = markdown_of(html, text.picture)
        self._shown |= text.stills
        return body, [*text.notes, *notes]

    def take_file(self, path: str) -> str:
        """The public id under which the document names a file."""
        public_id = hashlib.sha256(path.encode()).hexdigest()[:20]
        self._files[public_id] = path
        return public_id

    def take_test(self, resource: Element, category: str) -> list[str]:
        """The uids of its questions; those that can't come have none."""
        uids = []
        brings = self._beside.of(self.path_of(resource))
        for item in tree_of(self.text_of(resource)).iter("item"):
            found = Found(len(self._found) + 1, title=item.get("title", ""), category=category)
            found.pictures, found.brings = self._pictures, brings
            uid = hashlib.sha256(f"{resource.get('identifier')}/{item.get('ident')}".encode()).hexdigest()[:20]
            try:
                qti1.fill(found, item)
            except Lost as lost:
                found.refused = str(lost)
            self._found.append((uid, found.fit()))
            uids += [] if found.refused else [uid]
        return uids

    @property
    def files(self) -> list[Document]:
        return [{"public_id": id, "name": posixpath.basename(path)} for id, path in self._files.items()]

    def questions(self, report: Report) -> list[Document]:
        """Questions of tests that are in the outline, and of banks that are in none."""
        for resource in self._by_id.values():
            if resource.get("type", "").endswith("question-bank"):
                self._take_bank(resource, report)
        rows = []
        for uid, found in self._found:
            if found.refused:
                report.add("question", found.name, "left_out", found.refused)
            else:
                filed = {"category": found.category, "tags": found.tags, "notes": found.notes}
                rows.append({"uid": uid, **found.said, **filed})
        return rows

    def _take_bank(self, resource: Element, report: Report) -> None:
        try:
            self.take_test(resource, "")
        except Invalid as refusal:
            report.add("question", "Question bank", "left_out", refusal.message)

    def name_the_rest(self, report: Report) -> None:
        """What nothing in the outline leads to is left out, and said."""
        for name in sorted(self._names - self._met - self._beside.taken):
            report.add("file", name, "left_out", "Nothing in the outline leads to it.")

    def file(self, public_id: str) -> BinaryIO | None:
        path = self._files.get(public_id)
        return self.archive.spooled(path, at_most=LARGEST_FILM) if path else None

    def picture(self, digest: str) -> bytes | None:
        asked = (found.stills[digest] for _, found in self._found if digest in found.stills)
        still = self._shown.get(digest) or next(asked, None)
        return still.data if still else None

    def package(self, public_id: str) -> bytes | None:
        return None


def can_be_handed_out(path: str) -> bool:
    return path.rpartition(".")[2].lower() in EVERY
