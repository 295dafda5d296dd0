"""Files and packages of a document, kept under names of this course."""

from __future__ import annotations

from typing import Any, BinaryIO

from sqlalchemy import select

from educrowd.core import files
from educrowd.core.db import db
from educrowd.core.documents import judge, place_of_document
from educrowd.core.errors import Invalid

from ..lessons.filing import EVERY, LARGEST_FILM, WORDS_FOR_EVERY
from ..models import Course, CourseFile, ScormPackage
from ..scorm.packing import take_in
from .assets import Assets
from .names import Names
from .report import Report

Document = dict[str, Any]
MISSING = "The archive does not hold it."


def store_files(
    course: Course, rows: list[Document], assets: Assets, names: Names, report: Report, *, by: Any, keeps: bool
) -> dict[str, str]:
    """New public ids by the old ones."""
    known = set(db.session.scalars(select(CourseFile.public_id).where(CourseFile.course_id == course.id)))
    renamed = {}
    for row in rows:
        public_id = names.public_id(row["public_id"], known)
        try:
            is_new = public_id not in known
            if is_new:
                _store_file(course, row["name"], public_id, assets.file(row["public_id"]), by=by, keeps=keeps)
        except Invalid as refusal:
            report.add("file", row["name"], "left_out", refusal.message)
        else:
            renamed[row["public_id"]] = public_id
            report.add("file", row["name"], "new" if is_new else "same")
    return renamed


def store_packages(
    course: Course, rows: list[Document], assets: Assets, names: Names, report: Report, *, keeps: bool
) -> dict[str, str]:
    """The same for packages, each judged as if it were uploaded."""
    known = set(db.session.scalars(select(ScormPackage.public_id).where(ScormPackage.course_id == course.id)))
    renamed = {}
    for row in rows:
        public_id = names.public_id(row["public_id"], known)
        try:
            is_new = public_id not in known
            if is_new:
                data = assets.package(row["public_id"])
                if data is None:
                    raise Invalid("file", MISSING)
                take_in(course, data, public_id=public_id, keeps=keeps)
        except Invalid as refusal:
            report.add("package", row["title"], "left_out", refusal.message)
        else:
            renamed[row["public_id"]] = public_id
            report.add("package", row["title"], "new" if is_new else "same")
    return renamed


def _store_file(course: Course, name: str, public_id: str, stream: BinaryIO | None, *, by: Any, keeps: bool) -> None:
    if stream is None:
        raise Invalid("file", MISSING)
    with stream:
        name, kind, size = judge(name, stream, kinds=EVERY, words=WORDS_FOR_EVERY, largest=LARGEST_FILM)
        if not size:
            raise Invalid("file", "It is empty.")
        if keeps:
            stream.seek(0)
            files.write_stream(place_of_document(public_id), stream)
    facts = {"name": name, "media_type": kind.media_type, "size_bytes": size}
    db.session.add(CourseFile(course_id=course.id, public_id=public_id, uploaded_by_id=by.id, **facts))
    db.session.flush()
