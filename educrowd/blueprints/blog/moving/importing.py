"""Bringing in a blog: first a look at what would come of it, then the same for good."""

from __future__ import annotations

from typing import Any, BinaryIO

from educrowd.core import imports
from educrowd.core.db import db
from educrowd.core.imports import Import, Imported, Progress

from .formats import LARGEST, read_blog
from .report import Report
from .writing import write

KIND = "blog"


def look_into_blog(*, name: str, stream: BinaryIO, by: Any) -> Import:
    """Keep a file and say what its import would do, now or soon; Invalid where it can't be read."""
    return imports.begin(KIND, name=name, stream=stream, format=KIND, by=by)


def bring_in(stream: BinaryIO, *, keeps: bool = True, progress: Progress | None = None) -> Report:
    """Write what a file holds, in the name of the person acting; what became of each thing."""
    return write(read_blog(stream), keeps=keeps, progress=progress)


def look(stream: BinaryIO, *, progress: Progress | None = None) -> Report:
    """Do it all and take it back, so that the report can't promise anything else."""
    attempt = db.session.begin_nested()
    try:
        return bring_in(stream, keeps=False, progress=progress)
    finally:
        attempt.rollback()
        db.session.expire_all()


def _look(_made: Import, stream: BinaryIO, _by: Any, progress: Progress) -> list[dict[str, Any]]:
    return look(stream, progress=progress).rows


def _import(_made: Import, stream: BinaryIO, _by: Any, progress: Progress) -> Imported:
    return Imported(bring_in(stream, progress=progress).rows, None)


def may_import(person: Any) -> bool:
    """Who may change everybody's posts."""
    return person.can("posts.manage")


def _may(_made: Import, person: Any) -> bool:
    return may_import(person)


imports.importer(KIND, largest=LARGEST, otherwise_called="blog", may=_may, look=_look, carry_out=_import)
