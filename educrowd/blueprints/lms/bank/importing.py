"""Importing questions into a course's bank: first a look at what would come of it, then the same for good."""

from __future__ import annotations

from typing import Any, BinaryIO

from sqlalchemy import select

from educrowd.core import imports
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.imports import Import, Imported, Progress

from ..exchange.formats import FORMATS, LARGEST, format_of, found_in
from ..models import Course, QuizQuestion
from .comparing import Step, steps_of
from .picturing import keep
from .writing import rewrite, write

KIND = "questions"


def look_into(course: Course, *, name: str, stream: BinaryIO, format: str | None, by: Any) -> Import:
    """Keep a file and say what its import would do, now or soon; Invalid where it can't be read."""
    format = format or format_of(stream.read(LARGEST))
    name = name or FORMATS[format].label
    return imports.begin(KIND, about_id=course.id, name=name, stream=stream, format=format, by=by)


def _look(made: Import, stream: BinaryIO, by: Any, progress: Progress) -> list[dict[str, Any]]:
    return [step.row for step in _steps(_course(made), stream.read(), made.format, progress)]


def _import(made: Import, stream: BinaryIO, by: Any, progress: Progress) -> Imported:
    course = _course(made)
    rows = bring_in(course, stream.read(), name=made.name, format=made.format, by=by, progress=progress)
    return Imported(rows, course.id)


def bring_in(
    course: Course, data: bytes, *, name: str, format: str, by: Any, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Write what is new in a file and change what has changed; what became of each question."""
    progress = progress or Progress()
    # Two imports at once would both find a question missing.
    db.session.execute(select(Course.id).where(Course.id == course.id).with_for_update())
    steps = _steps(course, data, format, progress)
    progress.expect(len(steps))
    for step in progress.over(steps):
        carry_out(course, step, by=by)
    rows = [step.row for step in steps]
    new = sum(row["outcome"] == "new" for row in rows)
    audit("course.questions_imported", subject=course, file=name, new=new)
    return rows


def _steps(course: Course, data: bytes, format: str, progress: Progress) -> list[Step]:
    found = found_in(data, format)
    progress.expect(len(found))
    return steps_of(course, progress.over(found))


def _course(made: Import) -> Course:
    return db.session.scalars(select(Course).where(Course.id == made.about_id)).one()


def _may(made: Import, person: Any) -> bool:
    return _course(made).editable_by(person)


imports.importer(KIND, largest=LARGEST, otherwise_called="Questions", may=_may, look=_look, carry_out=_import)


def carry_out(course: Course, step: Step, *, by: Any, keeps: bool = True) -> QuizQuestion | None:
    """Write what one step says; the question that is meant, if it is in the bank now. `keeps=False` writes no bytes."""
    found = step.found
    if keeps and step.outcome in ("new", "changed"):
        keep(course, found.stills.values())
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
    """With a course that is deleted go its reports, and the files that wait for their import."""
    for kind in (KIND, "course"):
        imports.forget(kind, course.id)
