"""What counts in a course and how much."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..grading.gradebook import book_of, item_at
from ..grading.releasing import release
from ..grading.schemas import GradeGroupIn, GradeGroupOut, GradeItemChanges, GradeItemIn, GradeItemOut
from ..models import GradeGroup, GradeItem
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/grade-groups/")
class GradeGroups(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(GradeGroupOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[GradeGroup]:
        """The groups of a course: without any, everything counts alike."""
        return select(GradeGroup).where(GradeGroup.course_id == own_course(id).id).order_by(GradeGroup.id)

    @lms.arguments(GradeGroupIn)
    @lms.created(GradeGroupOut, at="/api/v1/lms/grade-groups/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> GradeGroup:
        """Add a group; from the first one on, only what is in a group counts."""
        return GradeGroup.add(own_course(id), **body)


@lms.route("/grade-groups/<int:id>/")
class OneGradeGroup(MethodView):
    @lms.response(200, GradeGroupOut)
    @needs("courses.work")
    def get(self, id: int) -> GradeGroup:
        """One group."""
        return _group(id)

    @lms.arguments(partial(GradeGroupIn))
    @lms.response(200, GradeGroupOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> GradeGroup:
        """Change its title, weight, or how many of the lowest are dropped."""
        group = _group(id)
        group.change(**body)
        return group

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete a group; its items stay, in none."""
        _group(id).delete()


@lms.route("/courses/<int:id>/grade-items/")
class GradeItems(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(GradeItemOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> list[GradeItem]:
        """What is graded: lessons in their order, then what is graded by hand."""
        return book_of(own_course(id)).items

    @lms.arguments(GradeItemIn)
    @lms.response(201, GradeItemOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> GradeItem:
        """Add something that is graded by hand."""
        course = own_course(id)
        _check_group(course.id, body.get("group_id"))
        return GradeItem.add(course, **body)


@lms.route("/courses/<int:id>/grade-items/<uid>/")
class OneGradeItem(MethodView):
    @lms.arguments(GradeItemChanges)
    @lms.response(200, GradeItemOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int, uid: str) -> GradeItem:
        """Change how an item counts and whether its grades are held back."""
        item = _item(id, uid)
        _check_group(id, body.get("group_id"))
        item.change(**body)
        return item

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int, uid: str) -> None:
        """Delete what was graded by hand; lessons go with their course."""
        _item(id, uid).delete()


@lms.route("/courses/<int:id>/grade-items/<uid>/release/")
class Release(MethodView):
    @lms.response(200, GradeItemOut)
    @needs("courses.work")
    def post(self, id: int, uid: str) -> GradeItem:
        """Let learners see all grades of an item that were held back; they get a letter."""
        item = _item(id, uid)
        release(item)
        return item


def _group(id: int) -> GradeGroup:
    group = find(GradeGroup, id=id)
    own_course(group.course_id)
    return group


def _item(course_id: int, uid: str) -> GradeItem:
    return item_at(own_course(course_id), uid) or abort(404)


def _check_group(course_id: int, group_id: int | None) -> None:
    known = select(GradeGroup.id).where(GradeGroup.course_id == course_id, GradeGroup.id == group_id)
    if group_id is not None and db.session.scalar(known) is None:
        raise Invalid("group_id", "This course has no such group.")
