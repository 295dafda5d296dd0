"""Courses: list, create, read, change, delete; and their figures."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.current import current

from ..bank.importing import forget_imports
from ..lessons.filing import forget_all
from ..models import Course
from ..queries import having_words
from ..schemas import AnalyticsOut, CourseIn, CourseOut, CourseQuery
from ..scorm.forgetting import forget_packages
from .blueprint import lms, own_course, visible_course


@lms.route("/courses/")
class Courses(MethodView):
    @lms.arguments(CourseQuery, location="query")
    @lms.page(CourseOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Course]:
        """Published courses, and one's own in any state."""
        listed = Course.visible(current.user).options(Course.rating_option())
        if "status" in query:
            listed = listed.where(Course.status == query["status"])
        return having_words(listed, query.get("q", ""))

    @lms.arguments(CourseIn)
    @lms.created(CourseOut)
    @needs("courses.create")
    def post(self, body: dict[str, Any]) -> Course:
        """Make a course; one's own."""
        status = body.pop("status")
        course = Course.draft(current.user, **body)
        course.become(status)
        return course


@lms.route("/courses/<int:id>/")
class OneCourse(MethodView):
    @lms.response(200, CourseOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Course:
        """One course."""
        return visible_course(id)

    @lms.arguments(CourseIn)
    @lms.response(200, CourseOut)
    @needs("courses.create")
    def put(self, body: dict[str, Any], id: int) -> Course:
        """Replace all that can be changed; what is left out takes its default, the address stays."""
        course = own_course(id)
        course.change(**body)
        return course

    @lms.arguments(partial(CourseIn))
    @lms.response(200, CourseOut)
    @needs("courses.create")
    def patch(self, body: dict[str, Any], id: int) -> Course:
        """Change what is sent."""
        course = own_course(id)
        course.change(**body)
        return course

    @lms.response(204)
    @needs("courses.create")
    def delete(self, id: int) -> None:
        """Delete a course that nobody has enrolled in; others can be archived."""
        course = own_course(id)
        forget_all(course)
        forget_imports(course)
        forget_packages(course)
        course.delete()


@lms.route("/courses/<int:id>/analytics/")
class Analytics(MethodView):
    @lms.response(200, AnalyticsOut)
    @needs("courses.create")
    def get(self, id: int) -> dict[str, Any]:
        """A course's figures."""
        return own_course(id).meta
