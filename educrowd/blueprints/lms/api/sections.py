"""The sections of a course."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..models import Course, Edition, PublishedSection, Section
from ..schemas import SectionIn, SectionOut
from .blueprint import lms, own_course, visible_course


@lms.route("/courses/<int:id>/sections/")
class Sections(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(SectionOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Any]:
        """A course's sections in their order; its makers see the draft."""
        course = visible_course(id)
        if course.editable_by(current.user):
            return select(Section).where(Section.course_id == course.id).order_by(Section.position)
        return _published(course).order_by(PublishedSection.position)

    @lms.arguments(SectionIn)
    @lms.created(SectionOut, at="/api/v1/lms/sections/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Section:
        """Add a section, at the end or at a position."""
        course = own_course(id)
        section = course.add_section(body["title"])
        if "position" in body:
            course.place_section(section, body["position"])
        return section


@lms.route("/sections/<int:id>/")
class OneSection(MethodView):
    @lms.response(200, SectionOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Section | PublishedSection:
        """One section; its makers see the draft."""
        drafted = db.session.scalars(select(Section).where(Section.id == id)).one_or_none()
        if drafted and drafted.course.editable_by(current.user):
            return drafted
        out = _out().where(PublishedSection.section_id == id)
        section = db.session.scalars(out).one_or_none()
        visible_course(section.course_id if section else 0)
        return section or abort(404)

    @lms.arguments(partial(SectionIn))
    @lms.response(200, SectionOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> Section:
        """Rename or move a section."""
        section = _section(id, own_course)
        section.title = body.get("title", section.title)
        if "position" in body:
            section.course.place_section(section, body["position"])
        return section

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete a section with its lessons."""
        section = _section(id, own_course)
        section.course.remove_section(section)


def _out() -> Select[PublishedSection]:
    return select(PublishedSection).join(PublishedSection.edition).where(Edition.is_out())


def _published(course: Course) -> Select[PublishedSection]:
    return _out().where(Edition.course_id == course.id)


def _section(id: int, allowed: Any) -> Section:
    section = find(Section, id=id)
    allowed(section.course_id)
    return section
