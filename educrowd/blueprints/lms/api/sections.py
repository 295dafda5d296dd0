"""The sections of a course."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.pages import find

from ..models import Section
from ..schemas import SectionIn, SectionOut
from .blueprint import lms, own_course, visible_course


@lms.route("/courses/<int:id>/sections/")
class Sections(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(SectionOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Section]:
        """A course's sections in their order."""
        return select(Section).where(Section.course_id == visible_course(id).id).order_by(Section.position)

    @lms.arguments(SectionIn)
    @lms.created(SectionOut, at="/api/v1/lms/sections/{id}/")
    @needs("courses.create")
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
    def get(self, id: int) -> Section:
        """One section."""
        return _section(id, visible_course)

    @lms.arguments(partial(SectionIn))
    @lms.response(200, SectionOut)
    @needs("courses.create")
    def patch(self, body: dict[str, Any], id: int) -> Section:
        """Rename or move a section."""
        section = _section(id, own_course)
        section.title = body.get("title", section.title)
        if "position" in body:
            section.course.place_section(section, body["position"])
        return section

    @lms.response(204)
    @needs("courses.create")
    def delete(self, id: int) -> None:
        """Delete a section with its lessons."""
        section = _section(id, own_course)
        section.course.remove_section(section)


def _section(id: int, allowed: Any) -> Section:
    section = find(Section, id=id)
    allowed(section.course_id)
    return section
