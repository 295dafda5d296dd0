"""Importing questions into a course's bank: first a look at what would come of it, then the same for good."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import files
from educrowd.core.audit import audit
from educrowd.core.db import after_commit, db, utcnow
from educrowd.core.errors import Invalid

from ..exchange.formats import FORMATS, LARGEST, format_of, found_in
from ..models import Course, CourseImport, QuizQuestion
from ..models.errors import ImportedAlready
from .comparing import Step, steps_of
from .writing import rewrite, write

LONGEST_NAME = 120


def look_into(course: Course, *, name: str, data: bytes, format: str | None, by: Any) -> CourseImport:
    """Keep a file and say what its import would do; Invalid where it can't be read."""
    if not data:
        raise Invalid("file", "The file is empty.")
    if len(data) > LARGEST:
        raise Invalid("file", f"A file of questions has at most {LARGEST // 1024**2} MB.")
    format = format or format_of(data)
    report = [step.row for step in steps_of(course, found_in(data, format))]
    kept = {"format": format, "name": file_name(name) or FORMATS[format].label, "size_bytes": len(data)}
    _forget_waiting(course, by)
    made = CourseImport(course_id=course.id, report=report, imported_by_id=by.id, **kept)
    db.session.add(made)
    db.session.flush()
    files.write(made.place, data)
    return made


def import_questions(made: CourseImport, *, by: Any) -> None:
    """Do it, as the bank is now; the report says what was done. ImportedAlready the second time."""
    course = made.course
    assert course is not None
    # Two imports at once would both find a question missing.
    db.session.execute(select(Course.id).where(Course.id == course.id).with_for_update())
    db.session.refresh(made, with_for_update=True)
    path = files.path_of(made.place)
    if made.is_done or not path.is_file():
        raise ImportedAlready()
    steps = steps_of(course, found_in(path.read_bytes(), made.format))
    for step in steps:
        carry_out(course, step, by=by)
    made.report = [step.row for step in steps]
    made.done_at = utcnow()
    made.imported_by_id = by.id
    _remove(made)
    audit("course.questions_imported", subject=course, file=made.name, new=made.counts["new"])


def carry_out(course: Course, step: Step, *, by: Any) -> QuizQuestion | None:
    """Write what one step says; the question that is meant, if it is in the bank now."""
    found = step.found
    if step.outcome == "new":
        question = write(course, by=by, **found.said, category=found.category, tags=found.tags)
        question.imported_as = found.id or None
        return question
    if step.outcome == "changed" and step.question is not None:
        facts = {**found.said, "category": found.category, "tags": found.tags}
        # What the format has no place for stays as it is here.
        rewrite(step.question, by=by, **{name: value for name, value in facts.items() if value and name != "kind"})
    return step.question


def forget_imports(course: Course) -> None:
    """With a course that is deleted go the files that wait for their import."""
    for made in db.session.scalars(CourseImport.of(course).where(CourseImport.done_at.is_(None))):
        _remove(made)


def _forget_waiting(course: Course, by: Any) -> None:
    """Who looks into another file has done with the one before."""
    waiting = CourseImport.of(course).where(CourseImport.done_at.is_(None), CourseImport.imported_by_id == by.id)
    for made in db.session.scalars(waiting):
        _remove(made)
        db.session.delete(made)


def _remove(made: CourseImport) -> None:
    path = files.path_of(made.place)
    after_commit(lambda: path.unlink(missing_ok=True))


def file_name(name: str) -> str:
    """A file's name without folders and signs that no screen shows."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-LONGEST_NAME:]
