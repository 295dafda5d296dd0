"""The lessons of a course."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..gating import gate_of
from ..lessons.filing import require_files
from ..lessons.kinds import KINDS
from ..models import Course, Edition, Lesson, PublishedLesson, PublishedSection, Section
from ..schemas import LessonIn, LessonOut, LessonTextOut
from .blueprint import lms, own_course, visible_course


@lms.route("/courses/<int:id>/lessons/")
class Lessons(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(LessonOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Any]:
        """A course's lessons in their order, without their texts; its makers see the draft."""
        return listed_lessons(visible_course(id))

    @lms.arguments(LessonIn)
    @lms.created(LessonTextOut, at="/api/v1/lms/lessons/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Lesson:
        """Add a lesson, at the end or at a position."""
        course = own_course(id)
        position, section_id = body.pop("position", None), body.pop("section_id", None)
        section = section_of(course, section_id) if section_id else None
        body["settings"] = require_files(course, KINDS[body["kind"]].checked(body["settings"]))
        lesson = course.add_lesson(**body, section=section)
        if position:
            course.place_lesson(lesson, position)
        return lesson


@lms.route("/lessons/<int:id>/")
class OneLesson(MethodView):
    @lms.response(200, LessonTextOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Lesson | PublishedLesson:
        """One lesson with its text: for the enrolled, for everyone where it is a preview; its makers see the draft."""
        lesson = shown_lesson(id)
        gate = gate_of(lesson, lesson.course.enrollment_of(current.user), current.user)
        return lesson if gate.is_open else abort(403, gate.reason)

    @lms.arguments(partial(LessonIn))
    @lms.response(200, LessonTextOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> Lesson:
        """Change or move a lesson."""
        lesson = _lesson(id, own_course)
        if "section_id" in body or "position" in body:
            _place(lesson, body.pop("section_id", lesson.section_id), body.pop("position", None))
        if "kind" in body or "settings" in body:
            body["settings"] = _settings(lesson, body)
        lesson.change(**body)
        return lesson

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete a lesson; who has completed the course stays so."""
        lesson = _lesson(id, own_course)
        lesson.course.remove_lesson(lesson)


def listed_lessons(course: Course, *, kind: str = "") -> Select[Any]:
    """In their order; of one kind where that is said."""
    drafts = course.editable_by(current.user)
    found = _drafted(course) if drafts else _published(course)
    return found.where((Lesson if drafts else PublishedLesson).kind == kind) if kind else found


def _drafted(course: Course) -> Select[Lesson]:
    inside = select(Lesson).join(Lesson.section).where(Section.course_id == course.id)
    return inside.options(contains_eager(Lesson.section)).order_by(Section.position, Lesson.position)


def _published(course: Course) -> Select[PublishedLesson]:
    out = select(PublishedLesson).join(PublishedLesson.section).join(PublishedSection.edition)
    inside = out.where(Edition.course_id == course.id, Edition.is_out())
    in_order = inside.order_by(PublishedSection.position, PublishedLesson.position)
    return in_order.options(contains_eager(PublishedLesson.section))


def shown_lesson(id: int) -> Lesson | PublishedLesson:
    """The draft's for its makers, else what is published under this id."""
    drafted = db.session.scalars(select(Lesson).where(Lesson.id == id)).one_or_none()
    if drafted and drafted.course.editable_by(current.user):
        return drafted
    out = select(PublishedLesson).join(PublishedLesson.section).join(PublishedSection.edition)
    lesson = db.session.scalars(out.where(PublishedLesson.lesson_id == id, Edition.is_out())).one_or_none()
    visible_course(lesson.section.course_id if lesson else 0)
    return lesson or abort(404)


def _lesson(id: int, allowed: Any) -> Lesson:
    lesson = find(Lesson, id=id)
    allowed(lesson.section.course_id)
    return lesson


def _settings(lesson: Lesson, body: dict[str, Any]) -> dict[str, Any]:
    """Of the kind it will be; another kind begins without the old one's settings."""
    kind = body.get("kind", lesson.kind)
    kept = lesson.settings if kind == lesson.kind else {}
    return require_files(lesson.course, KINDS[kind].checked(body.get("settings", kept)))


def section_of(course: Course, id: int) -> Section:
    found = next((section for section in course.sections if section.id == id), None)
    if found is None:
        raise Invalid("section_id", "This course has no such section.")
    return found


def _place(lesson: Lesson, section_id: int, position: int | None) -> None:
    section = section_of(lesson.course, section_id)
    lesson.course.place_lesson(lesson, position or len(section.lessons) + 1, section=section)
