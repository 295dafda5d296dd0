"""QTI 1.2 and 2.1: single files of questions, and packages of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid

from . import qti1, qti2
from .found import Found, Lost
from .xml import tree_of

LIMITS = Limits(members=3_000, bytes=100 * 1024 * 1024)
# What describes a package or a test, and asks nothing itself.
AROUND = {"manifest", "quiz", "assessmentTest", "assessmentSection", "assignmentGroups"}
Fill = Callable[[Found, Element], None]


def read(data: bytes) -> list[Found]:
    """Every question, those that can't be taken with the reason; files that are no questions are named too."""
    found: list[Found] = []
    for name, root in _trees(data):
        items = list(_items(root)) if root is not None else []
        if not items and (root is None or root.tag not in AROUND):
            found.append(Found(len(found) + 1, title=name, refused="A file beside the questions, not a question."))
        for item, fill in items:
            found.append(_question(len(found) + 1, item, fill))
    return found


def _trees(data: bytes) -> Iterator[tuple[str, Element | None]]:
    """Each file with its tree; None for what is no XML."""
    if not data.startswith(b"PK"):
        yield "file", tree_of(data)
        return
    archive = Archive(data, limits=LIMITS)
    for name in sorted(archive.names):
        yield name, tree_of(archive.read(name), f"“{name}”") if name.endswith((".xml", ".qti")) else None


def _items(root: Element) -> Iterator[tuple[Element, Fill]]:
    if root.tag == "assessmentItem":
        yield root, qti2.fill
    elif root.tag in ("questestinterop", "item"):
        yield from ((item, qti1.fill) for item in root.iter("item"))
    elif root.tag not in AROUND:
        raise Invalid("file", f"This is no QTI: it begins with <{root.tag[:40]}>.")


def _question(place: int, item: Element, fill: Fill) -> Found:
    found = Found(place, title=item.get("title") or "", id=item.get("identifier") or item.get("ident") or "")
    try:
        fill(found, item)
    except Lost as lost:
        found.refused = str(lost)
    return found.fit()
