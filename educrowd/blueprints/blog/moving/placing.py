"""Addresses for what comes, allotted before a word is written, so that links among it can lead there."""

from __future__ import annotations

from urllib.parse import unquote

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.slugs import first_free, slugify

from ..models import ImportedItem, Page, Post, Redirect
from ..models.slugs import reserved
from ..redirects import lists
from ..redirects.planning import Wanted
from .found import Entry
from .report import Report

MODELS: dict[str, type[Post | Page]] = {"post": Post, "page": Page}
ABOVE = {"post": "/blog/", "page": "/"}
Known = dict[tuple[str, str], ImportedItem]


def allot(entries: list[Entry], known: Known) -> dict[tuple[str, str], str]:
    """The slug of each entry by kind and id: its own where it is free, and the one it has where it is here already."""
    taken = {kind: {*reserved(model), *db.session.scalars(select(model.slug))} for kind, model in MODELS.items()}
    slugs: dict[tuple[str, str], str] = {}
    for entry in entries:
        item, others = known.get(entry.key), taken[entry.kind]
        slugs[entry.key] = item.post.slug if item and item.post else first_free(wanted(entry), others.__contains__)
        others.add(slugs[entry.key])
    return slugs


def wanted(entry: Entry) -> str:
    """The address it would have if nobody else had it."""
    return slugify(unquote(entry.slug) or entry.title, otherwise=slugify(entry.title, otherwise=entry.kind))


def lead_on(moved: list[tuple[str, str]], report: Report, *, called: str = "Former addresses") -> None:
    """Send whoever asks for a former address to the present one; what somebody has arranged already stays."""
    if not moved:
        return
    known = set(db.session.scalars(select(Redirect.path)))
    asked = [Wanted(number, old, new) for number, (old, new) in enumerate(moved, start=1)]
    try:
        new = [line for line in lists.look(asked) if line.outcome == "added" and line.path not in known]
        done = lists.write([Wanted(line.number, line.path, line.target) for line in new])
    except Refused as refusal:
        report.add("other", called, "left_out", refusal.message)
        return
    if done:
        one = "One former address leads" if len(done) == 1 else f"{len(done)} former addresses lead"
        report.add("other", called, "new", f"{one} to where things are now.")
