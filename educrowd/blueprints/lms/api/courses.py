"""Courses: list, create, read, change, delete; and their figures."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.current import current
from educrowd.core.pages import authorize

from ..bank.importing import forget_imports
from ..bank.picturing import forget_pictures
from ..lessons.filing import forget_all
from ..models import Course
from ..queries import having_words
from ..schemas import AnalyticsOut, CourseIn, CourseOut, CourseQuery
from ..scorm.forgetting import forget_packages
from .blueprint import lms, own_course, run_course, seen_course, visible_course


@lms.route("/courses/")
class Courses(MethodView):
    @lms.arguments(CourseQuery, location="query")
    @lms.page(CourseOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Course]:
        """Published courses, and one's own in any state."""
        listed = Course.visible(current.user).options(Course.rating_option(), Course.team_option())
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
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> Course:
        """Replace all that can be changed; what is left out takes its default, the address stays."""
        return _changed(own_course(id), body)

    @lms.arguments(partial(CourseIn))
    @lms.response(200, CourseOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> Course:
        """Change what is sent."""
        return _changed(own_course(id), body)

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete a course that nobody has enrolled in; others can be archived."""
        course = run_course(id)
        forget_all(course)
        forget_imports(course)
        forget_packages(course)
        forget_pictures(course)
        course.delete()


@lms.route("/courses/<int:id>/analytics/")
class Analytics(MethodView):
    @lms.response(200, AnalyticsOut)
    @needs("courses.work")
    def get(self, id: int) -> dict[str, Any]:
        """A course's figures."""
        return seen_course(id).meta


def _changed(course: Course, body: dict[str, Any]) -> Course:
    """The price is for those who decide about the course."""
    prices = ("price_amount", "currency")
    is_price_kept = all(body.get(name, getattr(course, name)) == getattr(course, name) for name in prices)
    authorize(is_price_kept or course.run_by(current.user))
    course.change(**body)
    return course
