"""Importing whole courses: first a look at what would come of it, then the same for good."""

from __future__ import annotations

from typing import Any, BinaryIO

from sqlalchemy import and_, func, or_, select

from educrowd.core import files
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import after_commit, db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.money import chargeable

from ..bank.importing import file_name
from ..models import Course, CourseImport
from ..models.errors import ImportedAlready
from .archive import LARGEST, read_archive
from .building import build
from .document import own_sources
from .report import Report

FORMAT = "course"
DETAILS = ("title", "summary", "description", "in_order")


def look_into_course(*, name: str, stream: BinaryIO, by: Any) -> CourseImport:
    """Keep an archive and say what its import would do; Invalid where it can't be read."""
    size = stream.seek(0, 2)
    if not size or size > LARGEST:
        raise Invalid("file", f"Choose an archive of at most {LARGEST // 1024**2} MB.")
    stream.seek(0)
    report = _look(stream, by=by)
    _forget_waiting(by)
    kept = {"format": FORMAT, "name": file_name(name) or "course.zip", "size_bytes": size}
    made = CourseImport(report=report.rows, imported_by_id=by.id, **kept)
    db.session.add(made)
    db.session.flush()
    stream.seek(0)
    files.write_stream(made.place, stream)
    return made


def import_course(made: CourseImport, *, by: Any) -> Course:
    """Do it, as the site is now. ImportedAlready the second time."""
    db.session.refresh(made, with_for_update=True)
    path = files.path_of(made.place)
    if made.is_done or not path.is_file():
        raise ImportedAlready()
    with path.open("rb") as stream:
        course, report = bring_in(stream, by=by)
    made.course_id = course.id
    made.report = report.rows
    made.done_at = utcnow()
    after_commit(lambda: path.unlink(missing_ok=True))
    return course


def bring_in(stream: BinaryIO, *, by: Any, keeps: bool = True) -> tuple[Course, Report]:
    """The course that the archive is, made or brought up to it, and what was done."""
    document, assets, before = read_archive(stream)
    # Two imports of one course at once would make two of it.
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(document["source"], current.tenant.id))))
    course = _known(document["source"], by)
    is_new = course is None
    notes = []
    if course is None:
        course, notes = _draft(document, by)
    report = build(course, document, assets, by=by, keeps=keeps)
    report.take(before)
    differs = [name for name in DETAILS if getattr(course, name) != document[name]]
    if not is_new and differs:
        course.change(**{name: document[name] for name in differs})
    outcome = "new" if is_new else "changed" if differs else "same"
    report.rows.insert(0, {"place": 0, "name": course.title, "kind": "course", "outcome": outcome, "notes": notes})
    audit("course.imported", subject=course, source=document["title"])
    return course, report


def _look(stream: BinaryIO, *, by: Any) -> Report:
    """Do it all and take it back, so that the report can't promise anything else."""
    look = db.session.begin_nested()
    try:
        return bring_in(stream, by=by, keeps=False)[1]
    finally:
        look.rollback()
        db.session.expire_all()


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


def _forget_waiting(by: Any) -> None:
    """Who looks into another archive has done with the one before."""
    waiting = select(CourseImport).where(CourseImport.course_id.is_(None), CourseImport.imported_by_id == by.id)
    for made in db.session.scalars(waiting.where(CourseImport.done_at.is_(None))):
        path = files.path_of(made.place)
        after_commit(lambda path=path: path.unlink(missing_ok=True))
        db.session.delete(made)
