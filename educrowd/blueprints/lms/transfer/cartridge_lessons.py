"""Resources of a Common Cartridge as lessons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from educrowd.core.documents import FILMS
from educrowd.core.embedding import frame_of
from educrowd.core.errors import Invalid

from ..exchange.found import LONGEST
from ..exchange.plain import escaped, text_of
from ..exchange.xml import text_at, tree_of
from ..limits import BODY
from .cartridge_resources import Resources, can_be_handed_out
from .report import Report

Lesson = dict[str, Any]
# A picture in the text itself, which is no part of its length.
INSIDE = re.compile(r"data:image/[^\"'>\s]*")


def lesson_of(title: str, identifier: str, resources: Resources, report: Report) -> Lesson | None:
    """Kind, text and settings; None, and a line of the report, where there is nothing like it here."""
    resource = resources.get(identifier)
    try:
        if resource is None:
            raise Invalid("file", "The cartridge does not say what it is.")
        return _reader_of(resource.get("type", ""))(title, resource, resources)
    except Invalid as refusal:
        report.add("lesson", title, "left_out", refusal.message)
        return None


def _reader_of(type: str) -> Callable[[str, Element, Resources], Lesson]:
    for begins, reader in READERS.items():
        if type.lower().startswith(begins):
            return reader
    raise Invalid("file", f"There is nothing like “{type[:60]}” here.")


def _content(title: str, resource: Element, resources: Resources) -> Lesson:
    """A page becomes a text, a film a video, whatever can be handed out a file."""
    path = resources.path_of(resource)
    ending = path.rpartition(".")[2].lower()
    if ending in ("html", "htm", "xhtml"):
        return _text(text_of(resources.text_of(resource)), resource, resources)
    if not path or not can_be_handed_out(path):
        raise Invalid("file", "The archive does not hold its file." if not path else f"Files “.{ending}” stay out.")
    public_id = resources.take_file(path)
    if ending in FILMS:
        return {"kind": "video", "settings": {"video": public_id}}
    return {"kind": "file", "settings": {"files": [public_id]}}


def _link(title: str, resource: Element, resources: Resources) -> Lesson:
    tree = tree_of(resources.text_of(resource))
    url = next((each.get("href", "") for each in tree.iterfind("url")), "")
    if frame_of(url):
        return {"kind": "embed", "settings": {"url": url}}
    if not url.startswith(("https://", "http://")):
        raise Invalid("file", "It leads to no page.")
    return {"kind": "text", "body": f"[{escaped(title)}](<{url.replace('>', '%3E').replace('<', '%3C')}>)"}


def _topic(title: str, resource: Element, resources: Resources) -> Lesson:
    lesson = _text(text_at(tree_of(resources.text_of(resource)), "text"), resource, resources)
    lesson["notes"].append("A discussion comes as a text; people discuss below the lesson.")
    return lesson


def _assignment(title: str, resource: Element, resources: Resources) -> Lesson:
    tree = tree_of(resources.text_of(resource))
    lesson = _text(text_at(tree, "text"), resource, resources)
    return lesson | {"kind": "assignment"}


def _test(title: str, resource: Element, resources: Resources) -> Lesson:
    uids = resources.take_test(resource, title[:100])
    slots = [{"question": uid, "points": 1.0} for uid in uids[:200]]
    notes = ["Only its first 200 questions are asked."] if len(uids) > 200 else []
    return {"kind": "quiz", "settings": {"slots": slots}, "notes": notes}


def _tool(title: str, resource: Element, resources: Resources) -> Lesson:
    raise Invalid("file", "It starts a program elsewhere by an old way of LTI (1.1), which needs a shared secret.")


READERS: dict[str, Callable[[str, Element, Resources], Lesson]] = {
    "webcontent": _content,
    "associatedcontent": _content,
    "imswl": _link,
    "imsdt": _topic,
    "imsqti": _test,
    "assignment": _assignment,
    "imsbasiclti": _tool,
}


def _text(html: str, resource: Element, resources: Resources) -> Lesson:
    if len(INSIDE.sub("", html)) > 2 * BODY + LONGEST:
        raise Invalid("file", "Its text is too long.")
    body, notes = resources.take_html(html, resource)
    if len(body) > BODY:
        raise Invalid("file", "Its text is too long.")
    return {"kind": "text", "body": body, "notes": notes[:20]}
