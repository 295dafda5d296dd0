"""Dates, grade items and the certificate of a document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from educrowd.core.api.errors import problems
from educrowd.core.db import db

from ..assignments.rubric_schemas import RubricIn
from ..models import CertificateScheme, Course, GradeGroup, GradeItem, Lesson, LessonRule, Rubric
from .names import Names
from .report import Report, outcome_of

Document = dict[str, Any]
ELSEWHERE = "It belongs to no lesson of the file."


def find_rubrics(rows: list[Document], report: Report, *, by: Any) -> dict[str, str]:
    """New uids by the old ones: a rubric of the site that says the same, or one that is made."""
    renamed = {}
    for row in rows:
        try:
            facts: Any = RubricIn().load({"title": row["title"], "criteria": row["criteria"]})
        except ValidationError as error:
            report.add(
                "rubric", row["title"], "left_out", f"It can't be read: {problems(error.messages)[0]['message']}"
            )
            continue
        alike = db.session.scalars(select(Rubric).where(Rubric.title == facts["title"]).order_by(Rubric.id))
        rubric = next((each for each in alike if each.criteria == facts["criteria"]), None)
        report.add("rubric", row["title"], outcome_of(rubric is None, False))
        renamed[row["uid"]] = (rubric or Rubric.add(by, **facts)).uid
    return renamed


def set_rules(course: Course, rows: list[Document], lessons: dict[str, Lesson], report: Report) -> None:
    """When lessons open, are due and close."""
    known = {rule.lesson_uid: rule for rule in _all(LessonRule, course)}
    for row in rows:
        lesson = lessons.get(row["lesson_uid"])
        if lesson is None:
            report.add("rule", row["lesson_uid"], "left_out", ELSEWHERE)
            continue
        facts = {name: value for name, value in row.items() if name not in ("lesson_uid", "needs_uid", "needs_percent")}
        needed = lessons.get(row["needs_uid"] or "")
        facts["needs_uid"] = needed.uid if needed and needed is not lesson else None
        facts["needs_percent"] = _decimal(row["needs_percent"])
        for one, other in (("opens_at", "opens_after_days"), ("due_at", "due_after_days")):
            facts[other] = facts[other] if facts[one] is None else None
        rule = known.get(lesson.uid)
        report.add("rule", lesson.title, outcome_of(rule is None, rule is not None and _differs(rule, facts)))
        if rule is None or _differs(rule, facts):
            LessonRule.set(course, lesson, **facts)


def set_items(
    course: Course,
    groups: list[Document],
    items: list[Document],
    lessons: dict[str, Lesson],
    names: Names,
    report: Report,
) -> None:
    """Groups by their titles, items of lessons by the lesson, others by their own uids."""
    ids = {group.title: group for group in _all(GradeGroup, course)}
    for row in groups:
        facts = {"weight": _decimal(row["weight"]), "drop_lowest": row["drop_lowest"]}
        group = ids.get(row["title"])
        report.add("grade group", row["title"], outcome_of(group is None, group is not None and _differs(group, facts)))
        if group is None:
            ids[row["title"]] = GradeGroup.add(course, title=row["title"], **facts)
        elif _differs(group, facts):
            group.change(**facts)
    known = {item.uid: item for item in _all(GradeItem, course)}
    for row in items:
        _set_item(course, row, ids, known, lessons, names, report)


def set_certificate(course: Course, row: Document | None, report: Report) -> None:
    if row is None:
        return
    scheme = CertificateScheme.of(course)
    differs = _differs(scheme, row)
    report.add("certificate", row["statement"], outcome_of(scheme.id is None, differs))
    if differs or scheme.id is None:
        scheme.change(**row)


def _set_item(
    course: Course,
    row: Document,
    groups: dict[str, GradeGroup],
    known: dict[str, GradeItem],
    lessons: dict[str, Lesson],
    names: Names,
    report: Report,
) -> None:
    lesson = lessons.get(row["uid"])
    if lesson is None and not row["by_hand"]:
        report.add("grade item", row["title"], "left_out", ELSEWHERE)
        return
    uid = lesson.uid if lesson else names.uid(row["uid"], known)
    group = groups.get(row["group"])
    facts = {"out_of": _decimal(row["out_of"]), "held": row["held"], "group_id": group.id if group else None}
    item = known.get(uid)
    differs = item is not None and _differs(item, facts)
    report.add("grade item", row["title"], outcome_of(item is None, differs))
    if item is not None:
        if differs:
            item.change(**facts)
    elif lesson is not None:
        GradeItem.of_lesson(course.id, uid, row["title"]).change(**facts)
    else:
        GradeItem.add(course, uid=uid, title=row["title"], **facts)


def _all(model: Any, course: Course) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.course_id == course.id)))


def _differs(row: Any, facts: Document) -> bool:
    return any(getattr(row, name) != value for name, value in facts.items())


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
