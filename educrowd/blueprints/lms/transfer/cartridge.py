"""A Common Cartridge as a document of ours: an outline of sections and lessons, tests as questions and quizzes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid

from ..exchange.xml import LARGEST_PART, text_at, tree_of
from ..limits import TITLE
from .cartridge_lessons import lesson_of
from .cartridge_resources import Resources
from .report import Report
from .schemas import FORMAT, VERSION, read_document

MANIFEST = "imsmanifest.xml"
Document = dict[str, Any]


def read_cartridge(archive: Archive) -> tuple[Document, Resources, Report]:
    """Document, the files it names, and what had to stay out; Invalid where it is no cartridge."""
    root = tree_of(archive.read(MANIFEST, at_most=LARGEST_PART), MANIFEST)
    schema = text_at(root, "metadata/schema")
    if "common cartridge" not in schema.lower():
        raise Invalid("file", f"This is no Common Cartridge but “{schema[:40] or 'something else'}”.")
    title = (text_at(root, "metadata/lom/general/title") or text_at(root, "organizations//title") or "Course")[:TITLE]
    resources, report = Resources(archive, root), Report()
    sections = [_section(item, resources, report) for item in _sections(root, title)]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "source": f"cartridge:{digest(root.get('identifier', ''), title)}",
        "title": title,
        "summary": text_at(root, "metadata/lom/general/description")[:300],
        "sections": [section for section in sections if section["lessons"]],
        "files": resources.files,
        "questions": resources.questions(report),
    }
    resources.name_the_rest(report)
    return read_document(document), resources, report


def digest(*parts: str) -> str:
    """A name that fits our schema, for identifiers that may be anything."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _sections(root: Element, title: str) -> Iterator[tuple[str, str, list[Element]]]:
    """Identifier, title and lessons of each; what stands beside the sections makes one of its own."""
    organization = root.find("organizations/organization")
    top = list(organization.iterfind("item")) if organization is not None else []
    # An outermost item without a title only holds the others together.
    while len(top) == 1 and not top[0].get("identifierref") and top[0].find("item") is not None:
        inner = list(top[0].iterfind("item"))
        if text_at(top[0], "title") and not any(each.find("item") is not None for each in inner):
            break
        top = inner
    loose = [item for item in top if item.get("identifierref")]
    if loose:
        yield "loose", title, loose
    for item in top:
        if not item.get("identifierref"):
            leaves = [each for each in item.iter("item") if each.get("identifierref")]
            yield item.get("identifier", ""), text_at(item, "title") or title, leaves


def _section(found: tuple[str, str, list[Element]], resources: Resources, report: Report) -> Document:
    identifier, title, items = found
    lessons = []
    for place, item in enumerate(items):
        name = (text_at(item, "title") or f"Lesson {place + 1}")[:TITLE]
        lesson = lesson_of(name, item.get("identifierref", ""), resources, report)
        if lesson is not None:
            uid = digest(identifier, item.get("identifier", ""), str(place))
            lessons.append({"uid": uid, "title": name, **lesson})
    return {"uid": digest("section", identifier, title), "title": title[:TITLE], "lessons": lessons}
