"""Cohorts of a document, and how long it gives access."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..cohorts.grouping import add_cohort, change_cohort
from ..dates.access_terms import set_access
from ..models import Cohort, Course
from .report import Report, outcome_of

Document = dict[str, Any]


def set_terms(course: Course, said: Document | None, report: Report, *, by: Any, is_new: bool) -> None:
    """How long learners have access; older files say nothing of it, and it is the leads' to change."""
    if said is None:
        return
    if not course.run_by(by):
        report.add("access", course.title, "left_out", "Only those who lead the course change how long it is open.")
        return
    differs = any(getattr(course, name) != value for name, value in said.items())
    if differs:
        set_access(course, **said, also_enrolled=False)
    report.add("access", course.title, outcome_of(is_new, differs))


def set_cohorts(course: Course, rows: list[Document], report: Report) -> None:
    """Cohorts by their names, without people; each gets a code of its own to join by."""
    known = {cohort.name: cohort for cohort in db.session.scalars(select(Cohort).where(Cohort.course_id == course.id))}
    for row in rows:
        cohort = known.get(row["name"])
        differs = cohort is not None and any(getattr(cohort, name) != value for name, value in row.items())
        try:
            if cohort is None:
                known[row["name"]] = add_cohort(course, **row)
            elif differs:
                change_cohort(cohort, **row)
        except Invalid as refusal:
            report.add("cohort", row["name"], "left_out", refusal.message)
            continue
        report.add("cohort", row["name"], outcome_of(cohort is None, differs))
