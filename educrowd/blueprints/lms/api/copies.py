"""A lesson or a course once more."""

from __future__ import annotations

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.pages import find

from ..editions.copying import copy_course, copy_lesson
from ..models import Course, Lesson
from ..schemas import CourseOut, LessonTextOut
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/copies/")
class CourseCopies(MethodView):
    @lms.created(CourseOut, at="/api/v1/lms/courses/{id}/")
    @needs("courses.create")
    def post(self, id: int) -> Course:
        """A draft with the same sections, lessons and files."""
        return copy_course(own_course(id), by=current.user)


@lms.route("/lessons/<int:id>/copies/")
class LessonCopies(MethodView):
    @lms.created(LessonTextOut, at="/api/v1/lms/lessons/{id}/")
    @needs("courses.work")
    def post(self, id: int) -> Lesson:
        """The same lesson again, right after it."""
        lesson = find(Lesson, id=id)
        return copy_lesson(own_course(lesson.section.course_id), lesson)
