"""Files of a course, of a lesson, and the place in a film."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.api.blueprint import BINARY
from educrowd.core.current import current
from educrowd.core.documents import send_document
from educrowd.core.errors import Invalid

from ..bank.picturing import show_picture
from ..gating import gate_of
from ..lessons.filing import add_file, files_of, named_in
from ..lessons.media_schemas import CourseFileIn, CourseFileOut, LessonFileOut, PositionIn, PositionOut, stream_of
from ..lessons.watching import watch
from ..models import CourseFile, Position
from ..models.pictures import pictures_in
from .blueprint import lms, own_course
from .enrollments import learning
from .lessons import shown_lesson


@lms.route("/courses/<int:id>/files/")
class CourseFiles(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(CourseFileOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[CourseFile]:
        """What was uploaded for the lessons of a course."""
        return select(CourseFile).where(CourseFile.course_id == own_course(id).id).order_by(CourseFile.id)

    @lms.arguments(CourseFileIn)
    @lms.created(CourseFileOut, at="/api/v1/lms/courses/{course_id}/files/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> CourseFile:
        """Upload a file; a lesson shows it once its settings name its public id."""
        return add_file(own_course(id), body["purpose"], **stream_of(body), by=current.user)


@lms.route("/lessons/<int:id>/files/")
class LessonFiles(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(LessonFileOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> list[CourseFile]:
        """The files of a lesson that is open to one."""
        lesson = _open_lesson(id)
        files = _files_of(lesson)
        for file in files:
            file.url = url_for("lms.lesson_file", slug=lesson.course.slug, uid=lesson.uid, public_id=file.public_id)
        return files


@lms.route("/lessons/<int:id>/files/<public_id>/")
class OneLessonFile(MethodView):
    @lms.file()
    @needs(PUBLIC)
    def get(self, id: int, public_id: str) -> Response:
        """The bytes of a file of a lesson that is open to one, or a part of them where a Range is asked for."""
        file = next((each for each in _files_of(_open_lesson(id)) if each.public_id == public_id), None) or abort(404)
        return send_document(file.public_id, file.name, BINARY)


@lms.route("/lessons/<int:id>/pictures/<digest>/")
class OneLessonPicture(MethodView):
    @lms.file()
    @needs(PUBLIC)
    def get(self, id: int, digest: str) -> Response:
        """The bytes of a picture in the text of a lesson that is open to one, as WebP."""
        lesson = _open_lesson(id)
        return show_picture(lesson.course.id, digest) if digest in pictures_in(lesson.html) else abort(404)


@lms.route("/enrollments/<int:id>/positions/<int:lesson_id>/")
class OnePosition(MethodView):
    @lms.arguments(PositionIn)
    @lms.response(200, PositionOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, int], id: int, lesson_id: int) -> Position:
        """Keep where one is in a film; nine tenths of it watched completes the lesson."""
        enrollment, lesson = learning(id, lesson_id)
        if lesson.kind != "video":
            raise Invalid(None, "This lesson is no film.")
        return watch(enrollment, lesson, **body)


def _open_lesson(id: int) -> Any:
    """The lesson; 403 with the reason while it is locked."""
    lesson = shown_lesson(id)
    gate = gate_of(lesson, lesson.course.enrollment_of(current.user), current.user)
    return lesson if gate.is_open else abort(403, gate.reason)


def _files_of(lesson: Any) -> list[CourseFile]:
    """What the lesson names, in that order."""
    known = files_of(lesson.course.id, lesson.settings)
    return [known[public_id] for public_id in named_in(lesson.settings) if public_id in known]
