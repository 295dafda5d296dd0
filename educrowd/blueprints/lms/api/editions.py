"""A course's editions: what is published, what publishing would change, and back to an old one."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..editions.impact import Impact, impact_of
from ..editions.schemas import EditionIn, EditionOut, ImpactOut
from ..models import Edition
from ..models.errors import NothingToPublish
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/changes/")
class Changes(MethodView):
    @lms.response(200, ImpactOut)
    @needs("courses.work")
    def get(self, id: int) -> Impact:
        """What learners do not see yet of the draft, and what publishing it would mean for them."""
        return impact_of(own_course(id))


@lms.route("/courses/<int:id>/versions/")
class Editions(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(EditionOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Edition]:
        """A course's editions, newest first."""
        return Edition.of(own_course(id))

    @lms.arguments(EditionIn)
    @lms.created(EditionOut, at="{number}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Any:
        """Publish the draft as the next edition; a course that was not public becomes so."""
        course = own_course(id)
        before = course.version
        course.publish(by=current.user, note=body["note"])
        if course.version == before:
            raise NothingToPublish()
        return course.published_edition


@lms.route("/courses/<int:id>/versions/<int:number>/")
class OneEdition(MethodView):
    @lms.response(200, EditionOut)
    @needs("courses.work")
    def get(self, id: int, number: int) -> Edition:
        """One edition."""
        return find(Edition, course_id=own_course(id).id, number=number)


@lms.route("/courses/<int:id>/versions/<int:number>/restoration/")
class Restoration(MethodView):
    @lms.response(200, ImpactOut)
    @needs("courses.work")
    def post(self, id: int, number: int) -> Impact:
        """Make an old edition the draft; learners see it once it is published."""
        course = own_course(id)
        course.restore(find(Edition, course_id=course.id, number=number))
        return impact_of(course)
