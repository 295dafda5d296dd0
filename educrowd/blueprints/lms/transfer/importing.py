"""Importing whole courses: first a look at what would come of it, then the same for good."""

from __future__ import annotations

from typing import Any, BinaryIO

from sqlalchemy import and_, func, or_, select

from educrowd.core import imports
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.imports import Import, Imported, Progress
from educrowd.core.money import chargeable

from ..models import Course
from .archive import LARGEST, read_archive
from .building import build, parts_of
from .document import own_sources
from .report import Report

KIND = "course"
DETAILS = ("title", "summary", "description", "in_order")


def look_into_course(*, name: str, stream: BinaryIO, by: Any) -> Import:
    """Keep an archive and say what its import would do, now or soon; Invalid where it can't be read."""
    return imports.begin(KIND, name=name, stream=stream, format=KIND, by=by)


def bring_in(
    stream: BinaryIO, *, by: Any, keeps: bool = True, progress: Progress | None = None
) -> tuple[Course, Report]:
    """The course that the archive is, made or brought up to it, and what was done."""
    document, assets, before = read_archive(stream)
    report = Report(progress)
    report.progress.expect(parts_of(document))
    # Two imports of one course at once would make two of it.
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(document["source"], current.tenant.id))))
    course = _known(document["source"], by)
    is_new = course is None
    notes = []
    if course is None:
        course, notes = _draft(document, by)
    build(course, document, assets, report=report, by=by, keeps=keeps)
    report.take(before)
    differs = [name for name in DETAILS if getattr(course, name) != document[name]]
    if not is_new and differs:
        course.change(**{name: document[name] for name in differs})
    outcome = "new" if is_new else "changed" if differs else "same"
    report.rows.insert(0, {"place": 0, "name": course.title, "kind": "course", "outcome": outcome, "notes": notes})
    audit("course.imported", subject=course, source=document["title"])
    return course, report


def _look(_made: Import, stream: BinaryIO, by: Any, progress: Progress) -> list[dict[str, Any]]:
    """Do it all and take it back, so that the report can't promise anything else."""
    look = db.session.begin_nested()
    try:
        return bring_in(stream, by=by, keeps=False, progress=progress)[1].rows
    finally:
        look.rollback()
        db.session.expire_all()


def _import(_made: Import, stream: BinaryIO, by: Any, progress: Progress) -> Imported:
    course, report = bring_in(stream, by=by, progress=progress)
    return Imported(report.rows, course.id)


def _known(source: str, by: Any) -> Course | None:
    """The course that it was, or became here, if this person may edit it; the latest."""
    own = source.removeprefix(own_sources())
    is_it = Course.imported_from == source
    if own.isdecimal() and len(own) < 19:
        is_it = or_(is_it, and_(Course.imported_from.is_(None), Course.id == int(own)))
    return db.session.scalars(Course.editable(by).where(is_it).order_by(None).order_by(Course.id.desc())).first()


def _draft(document: dict[str, Any], by: Any) -> tuple[Course, list[str]]:
    notes = ["It comes as a draft: publish it when you have looked at it."]
    price: dict[str, Any] = {"price_amount": document["price_amount"], "currency": document["currency"]}
    try:
        if price["price_amount"]:
            chargeable(price["price_amount"], price["currency"] or "", "price_amount")
    except Refused:
        notes.append("Its price is left out: it can't be charged here.")
        price = {"price_amount": 0, "currency": None}
    price = {name: value for name, value in price.items() if value is not None}
    details = {name: document[name] for name in ("summary", "timezone", "in_order")}
    course = Course.draft(by, title=document["title"], description=document["description"], **details, **price)
    course.imported_from = document["source"]
    course.sections.clear()
    db.session.flush()
    return course, notes


def _may(_made: Import, person: Any) -> bool:
    return person.can("courses.create")


imports.importer(KIND, largest=LARGEST, otherwise_called="course.zip", may=_may, look=_look, carry_out=_import)
