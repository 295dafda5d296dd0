"""Pictures that lessons of a document show, kept in a course under the names that they have here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..bank.picturing import keep
from ..exchange.pictures import Pictures
from ..exchange.showing import Showing
from ..models import Course
from ..models.pictures import NAME, SIGN, by_name, pictures_in
from .assets import Assets

Document = dict[str, Any]


def illustrate(course: Course, document: Document, assets: Assets, *, keeps: bool) -> None:
    """Let lessons show pictures of this course; each is judged, and what stays out is noted at its lesson."""
    pictures = Pictures()
    for lesson in _lessons(document):
        text = Showing(pictures=pictures, brings=lambda digest: assets.picture(digest))
        lesson["body"] = _with_pictures(lesson["body"], text)
        lesson["notes"] = [*lesson["notes"], *text.notes]
        if keeps:
            keep(course, text.stills.values())


def _lessons(document: Document) -> Iterator[Document]:
    edition = document["edition"] or {"sections": []}
    for section in [*document["sections"], *edition["sections"]]:
        yield from section["lessons"]


def _with_pictures(body: str, text: Showing) -> str:
    """What a lost picture shows stands in its place."""
    held = {digest: text.hold(digest) for digest in sorted(pictures_in(body))}
    known = SIGN.sub(lambda sign: sign[0] if held.get(sign[2]) else sign[1], body)
    return NAME.sub(lambda name: by_name(held.get(name[1]) or name[1]), known)
