"""Courses written as one Markdown file: facts, a description, then `@section` and `@lesson` lines."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from educrowd.core.current import current
from educrowd.core.db import db, utcnow

from ..models import Course, Lesson, Section

PART = re.compile(r"^@(section|lesson) (.+?)(?: \{(\w+)\})?$", re.MULTILINE)


def read(path: Path, *, instructor: Any) -> Course:
    """The course that the file describes, added to the session with all its lessons."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(_facts(head))
    description, *parts = PART.split(text)
    course = Course(
        title=facts["Title"],
        slug=Course.address_for(facts["Title"]),
        summary=facts["Summary"],
        currency=current.tenant.currency,
        price_amount=int(facts.get("Price", 0)) * 100,
        instructor_id=instructor.id,
        sections=_sections(parts),
    )
    course.describe(description.strip())
    db.session.add(course)
    db.session.flush()
    _date(course, days_ago=int(facts.get("Days ago", 0)), status=facts.get("Status", "published"))
    db.session.flush()
    return course


def lines_of(path: Path, kind: str) -> list[list[str]]:
    """The parts, between bars, of each line of this kind in the file's head: its coupons, its orders."""
    head = path.read_text(encoding="utf-8").partition("\n\n")[0]
    return [[part.strip() for part in text.split("|")] for name, text in _facts(head) if name == kind]


def _facts(head: str) -> list[tuple[str, str]]:
    return [(name, text) for name, _, text in (line.partition(": ") for line in head.splitlines())]


def _sections(parts: list[str]) -> list[Section]:
    sections: list[Section] = []
    for kind, title, option, body in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True):
        if kind == "section":
            sections.append(Section(title=title, position=len(sections) + 1))
        else:
            sections[-1].lessons.append(_lesson(title, option, body, len(sections[-1].lessons) + 1))
    return sections


def _lesson(title: str, option: str | None, body: str, position: int) -> Lesson:
    lesson = Lesson(title=title, position=position, preview=option == "preview", required=option != "optional")
    lesson.write(body.strip())
    return lesson


def _date(course: Course, *, days_ago: int, status: str) -> None:
    made = utcnow() - timedelta(days=days_ago, minutes=10)
    course.created_at = course.updated_at = made
    course.become(status)
    course.published_at = course.published_at and made
