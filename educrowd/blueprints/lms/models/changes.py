"""What a draft changes of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from educrowd.core.db import db

from .edition import Edition, PublishedLesson, PublishedSection
from .lesson import Lesson
from .section import Section

if TYPE_CHECKING:
    from .course import Course

# How a lesson can differ, in people's words.
FACTS = {
    "title": "title",
    "kind": "kind",
    "body": "text",
    "settings": "settings",
    "required": "required or optional",
    "preview": "free preview",
}


PLACES = ("part", "place")


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is added, removed, changed, moved or reordered; `of` is lesson, section or course."""

    what: str
    of: str
    title: str
    uid: str = ""
    parts: tuple[str, ...] = ()


def unpublished(course: Course) -> list[Change]:
    """What learners do not see yet; nothing before the first edition, as then all of it is a draft."""
    return changes_of(course) if course.version else []


def changes_of(course: Course) -> list[Change]:
    """What publishing would change for learners, in the order of the draft; three questions to the database."""
    drafted, out = _sections(course, Section, Section.course_id == course.id), []
    if course.version:
        out = _sections(course, PublishedSection, _is_out(course))
    return [*_section_changes(drafted, out), *_lesson_changes(course)]


def _is_out(course: Course) -> Any:
    number = Edition.number == course.version
    return (
        PublishedSection.version_id
        == select(Edition.id).where(Edition.course_id == course.id, number).scalar_subquery()
    )


def _sections(course: Course, model: Any, condition: Any) -> list[Any]:
    return list(db.session.execute(select(model.uid, model.title).where(condition).order_by(model.position)))


def _section_changes(drafted: Sequence[Any], out: Sequence[Any]) -> list[Change]:
    before, after = dict(map(tuple, out)), dict(map(tuple, drafted))
    found = [Change("added", "section", after[uid], uid) for uid in after if uid not in before]
    found += [Change("removed", "section", before[uid], uid) for uid in before if uid not in after]
    both = [uid for uid in after if uid in before]
    found += [Change("changed", "section", after[uid], uid, ("title",)) for uid in both if after[uid] != before[uid]]
    if both != [uid for uid in before if uid in after]:
        found.append(Change("reordered", "course", "The order of the sections"))
    return found


def _lesson_changes(course: Course) -> list[Change]:
    rows = db.session.execute(_compared(course)).all()
    found = [change for row in rows if (change := _lesson_change(row))]
    stayed = [row for row in rows if row.part_now is not None and row.part_now == row.part_then]
    if _in_sections(stayed, "place_now") != _in_sections(stayed, "place_then"):
        found.append(Change("reordered", "course", "The order of the lessons"))
    return found


def _in_sections(rows: Sequence[Any], place: str) -> list[str]:
    return [row.uid for row in sorted(rows, key=lambda row: (row.part_now, getattr(row, place)))]


def _lesson_change(row: Any) -> Change | None:
    if row.then is None:
        return Change("added", "lesson", row.now, row.uid)
    if row.now is None:
        return Change("removed", "lesson", row.then, row.uid)
    parts = tuple(word for name, word in FACTS.items() if getattr(row, name))
    if parts:
        return Change("changed", "lesson", row.now, row.uid, parts)
    return Change("moved", "lesson", row.now, row.uid) if row.part_now != row.part_then else None


def _compared(course: Course) -> Any:
    """Each lesson of the draft beside the published one: which facts differ, and where it stands; no texts."""
    now = _outlined(Lesson, Section, Lesson.section_id).where(Section.course_id == course.id).subquery("now")
    then = _outlined(PublishedLesson, PublishedSection, PublishedLesson.part_id).where(_is_out(course)).subquery("then")
    return (
        select(
            func.coalesce(now.c.uid, then.c.uid).label("uid"),
            now.c.title.label("now"),
            then.c.title.label("then"),
            *(now.c[name].is_distinct_from(then.c[name]).label(name) for name in FACTS),
            *(now.c[name].label(f"{name}_now") for name in PLACES),
            *(then.c[name].label(f"{name}_then") for name in PLACES),
        )
        .select_from(now.join(then, now.c.uid == then.c.uid, full=True))
        .order_by(now.c.part_place.nulls_last(), now.c.place, then.c.part_place, then.c.place)
    )


def _outlined(lesson: Any, section: Any, parent: Any) -> Any:
    facts = [getattr(lesson, name) for name in ("uid", *FACTS)]
    places = section.uid.label("part"), section.position.label("part_place"), lesson.position.label("place")
    return select(*facts, *places).join(section, section.id == parent)
