"""A course, written down: all that its makers made, nothing of its learners."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer_group

from educrowd.core.current import current
from educrowd.core.db import db

from ..models import (
    CertificateScheme,
    Cohort,
    Course,
    CourseFile,
    GradeGroup,
    GradeItem,
    Lesson,
    LessonRule,
    PublishedLesson,
    PublishedSection,
    QuizQuestion,
    Rubric,
    ScormPackage,
    Section,
)
from ..models.changes import changes_of
from .schemas import FORMAT, VERSION, CourseDoc


def document_of(course: Course) -> dict[str, Any]:
    """What `course.json` says of a course."""
    dumped: Any = CourseDoc().dump(_facts(course))
    return dumped


def source_of(course: Course) -> str:
    """By what a course is known on any site."""
    return course.imported_from or f"{own_sources()}{course.id}"


def own_sources() -> str:
    """How the sources of this site's own courses begin."""
    return f"{current.tenant.origin}/courses/"


def _facts(course: Course) -> dict[str, Any]:
    names = ("title", "summary", "description", "price_amount", "currency", "timezone", "in_order")
    draft, edition = _draft(course), _edition(course)
    groups = _all(GradeGroup, course)
    titles = {group.id: group.title for group in groups}
    items = _all(GradeItem, course)
    for item in items:
        item.group = titles.get(item.group_id, "")
    questions = list(db.session.scalars(QuizQuestion.of(course)))
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": source_of(course),
        **{name: getattr(course, name) for name in names},
        "sections": draft,
        "edition": edition,
        "files": _all(CourseFile, course),
        "packages": _all(ScormPackage, course),
        "questions": [_question(question) for question in questions],
        "rubrics": _rubrics(draft, edition),
        "rules": _all(LessonRule, course),
        "groups": groups,
        "items": items,
        "certificate": db.session.scalar(select(CertificateScheme).where(CertificateScheme.course_id == course.id)),
        "access": {name: getattr(course, name) for name in ("access_days", "access_until", "renewable")},
        "cohorts": _all(Cohort, course),
    }


def _all(model: Any, course: Course) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.course_id == course.id).order_by(model.id)))


def _draft(course: Course) -> list[Section]:
    # Their texts are loaded in one query, not one for each lesson.
    texts = select(Lesson).join(Lesson.section).where(Section.course_id == course.id).options(undefer_group("text"))
    db.session.scalars(texts.execution_options(populate_existing=False)).all()
    return course.sections


def _edition(course: Course) -> dict[str, Any] | None:
    """What is out; None where that is the draft."""
    edition = course.published_edition
    if edition is None:
        return None
    texts = select(PublishedLesson).join(PublishedLesson.section).where(PublishedSection.version_id == edition.id)
    db.session.scalars(texts.options(undefer_group("text"))).all()
    sections = edition.sections if changes_of(course) else []
    return {"number": edition.number, "note": edition.note, "sections": sections}


def _rubrics(draft: list[Section], edition: dict[str, Any] | None) -> list[Rubric]:
    """Rubrics are the site's; those that lessons of the course name come along."""
    sections = [*draft, *(edition["sections"] if edition else ())]
    named = {lesson.settings.get("rubric") for section in sections for lesson in section.lessons} - {None, ""}
    return list(db.session.scalars(select(Rubric).where(Rubric.uid.in_(named)).order_by(Rubric.id))) if named else []


def _question(question: QuizQuestion) -> dict[str, Any]:
    now = question.current
    said = {name: getattr(now, name) for name in ("kind", "title", "text", "content", "feedback")}
    return {"uid": question.uid, "category": question.category, "tags": question.tags, **said}
