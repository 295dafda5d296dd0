"""QTI 1.2 and 2.1: single files of questions, and packages of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid

from . import qti1, qti2
from .found import Found, Lost
from .pictures import Beside, Pictures
from .showing import nothing
from .xml import LARGEST_PART, tree_of

LIMITS = Limits(members=3_000, bytes=100 * 1024 * 1024)
# What describes a package or a test, and asks nothing itself.
AROUND = {"manifest", "quiz", "assessmentTest", "assessmentSection", "assignmentGroups"}
Fill = Callable[[Found, Element], None]


def read(data: bytes) -> list[Found]:
    """Every question, those that can't be taken with the reason; files that are no questions are named too."""
    archive = Archive(data, limits=LIMITS) if data.startswith(b"PK") else None
    trees = _trees(archive) if archive else [("file", tree_of(data))]
    beside, pictures, others = Beside(archive) if archive else None, Pictures(), []
    found: list[Found] = []
    for name, root in trees:
        items = list(_items(root)) if root is not None else []
        if not items and (root is None or root.tag not in AROUND):
            others.append(name)
        for item, fill in items:
            one = Found(len(found) + 1, pictures=pictures, brings=beside.of(name) if beside else nothing)
            found.append(_filled(one, item, fill))
    shown = beside.taken if beside else set()
    for name in others:
        if name not in shown:
            found.append(Found(len(found) + 1, title=name, refused="A file beside the questions, not a question."))
    return found


def _trees(archive: Archive) -> Iterator[tuple[str, Element | None]]:
    """Each file with its tree; None for what is no XML."""
    for name in sorted(archive.names):
        is_xml = name.endswith((".xml", ".qti"))
        yield name, tree_of(archive.read(name, at_most=LARGEST_PART), f"“{name}”") if is_xml else None


def _items(root: Element) -> Iterator[tuple[Element, Fill]]:
    if root.tag == "assessmentItem":
        yield root, qti2.fill
    elif root.tag in ("questestinterop", "item"):
        yield from ((item, qti1.fill) for item in root.iter("item"))
    elif root.tag not in AROUND:
        raise Invalid("file", f"This is no QTI: it begins with <{root.tag[:40]}>.")


def _filled(found: Found, item: Element, fill: Fill) -> Found:
    found.title, found.id = item.get("title") or "", item.get("identifier") or item.get("ident") or ""
    try:
        fill(found, item)
    except Lost as lost:
        found.refused = str(lost)
    return found.fit()
