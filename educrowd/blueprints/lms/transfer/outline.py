"""Sections and lessons of a document, laid out in a course's draft."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer_group

from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..lessons.kinds import KINDS
from ..lessons.placing import with_files
from ..models import Course, Lesson, Section
from .names import Names
from .report import Report, outcome_of

Document = dict[str, Any]
FACTS = ("kind", "title", "body", "settings", "preview", "required")


def lay_out(
    course: Course, rows: list[Document], names: Names, renamed: dict[str, str], report: Report
) -> dict[str, Lesson]:
    """The course's lessons by the uids that the document has for them."""
    course._hold_outline()
    sections = {section.uid: section for section in course.sections}
    texts = select(Lesson).join(Lesson.section).where(Section.course_id == course.id)
    lessons = {lesson.uid: lesson for lesson in db.session.scalars(texts.options(undefer_group("text")))}
    placed: dict[str, Lesson] = {}
    laid: list[tuple[Section, list[Lesson]]] = []
    for row in rows:
        section = _section(row, sections, names, report)
        mine = [each for each in (_lesson(one, lessons, names, renamed, report) for one in row["lessons"]) if each]
        placed |= dict(mine)
        laid.append((section, [lesson for _, lesson in mine]))
    _place(course, laid)
    return placed


def _place(course: Course, laid: list[tuple[Section, list[Lesson]]]) -> None:
    """As the document has them; what only this course has stays behind them."""
    placed = {lesson for _, lessons in laid for lesson in lessons}
    wanted = [section for section, _ in laid]
    for section, lessons in laid:
        section.lessons = lessons + [lesson for lesson in section.lessons if lesson not in placed]
    for section in course.sections:
        if section not in wanted:
            section.lessons = [lesson for lesson in section.lessons if lesson not in placed]
    course.sections = wanted + [section for section in course.sections if section not in wanted]
    for place, section in enumerate(course.sections, start=1):
        section.position = place
        for position, lesson in enumerate(section.lessons, start=1):
            lesson.position = position
    db.session.flush()


def _section(row: Document, known: dict[str, Section], names: Names, report: Report) -> Section:
    uid = names.uid(row["uid"], known)
    section = known.get(uid) or Section(uid=uid, title="")
    report.add("section", row["title"], outcome_of(uid not in known, section.title != row["title"]))
    section.title = row["title"]
    return section


def _lesson(
    row: Document, known: dict[str, Lesson], names: Names, renamed: dict[str, str], report: Report
) -> tuple[str, Lesson] | None:
    if row["kind"] not in KINDS:
        report.add("lesson", row["title"], "left_out", f"There are no lessons of the kind “{row['kind']}” here.")
        return None
    uid = names.uid(row["uid"], known)
    settings, note = _settings(row, renamed)
    facts: dict[str, Any] = {name: row[name] for name in FACTS} | {"settings": settings}
    lesson = known.get(uid)
    if lesson is not None and _same_settings(row["kind"], lesson.settings, settings):
        facts["settings"] = lesson.settings
    is_changed = lesson is not None and any(getattr(lesson, name) != value for name, value in facts.items())
    report.add("lesson", row["title"], outcome_of(lesson is None, is_changed), note, *row["notes"])
    if lesson is None or is_changed:
        lesson = lesson or Lesson(uid=uid, version=0)
        lesson.version += 1
        lesson.write(facts.pop("body"))
        for name, value in facts.items():
            setattr(lesson, name, value)
    return row["uid"], lesson


def _settings(row: Document, renamed: dict[str, str]) -> tuple[dict[str, Any], str]:
    """Settings with this course's ids in them; what its kind refuses stays out, and the note says why."""
    kind = KINDS[row["kind"]]
    wanted, note = with_files(row["settings"], renamed), ""
    if isinstance(slots := wanted.get("slots"), list):
        wanted["slots"] = [slot for slot in slots if not _is_lost(slot, renamed)]
        lost = len(slots) - len(wanted["slots"])
        note = f"{lost} of its questions stay out." if lost else ""
    try:
        return kind.checked(wanted) if wanted else {}, note
    except Invalid as refusal:
        return {}, f"Its settings are left out: {refusal.message}"


def _same_settings(kind: str, here: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether they mean the same: what was left out is as if it had been set to what is usual."""
    try:
        return KINDS[kind].checked(here) == KINDS[kind].checked(wanted)
    except Invalid:
        return here == wanted


def _is_lost(slot: Any, renamed: dict[str, str]) -> bool:
    """Whether a quiz would ask a question that did not come."""
    question = slot.get("question") if isinstance(slot, dict) else None
    return bool(question) and question not in renamed.values()
