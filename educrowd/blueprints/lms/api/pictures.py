"""Pictures of questions and lessons: kept by those who make the course, loaded by whoever is asked."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.stills import still_of

from ..bank.picture_schemas import QuestionPictureIn, QuestionPictureOut, bytes_in
from ..bank.picturing import keep, show_picture
from ..models import CoursePicture
from ..quizzes.reviewing import pictures_of
from .blueprint import assisted_course, lms, own_course
from .quizzes import attempt_seen


@lms.route("/courses/<int:id>/pictures/")
class QuestionPictures(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(QuestionPictureOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[CoursePicture]:
        """The pictures that questions and lessons of a course show."""
        return select(CoursePicture).where(CoursePicture.course_id == own_course(id).id).order_by(CoursePicture.id)

    @lms.arguments(QuestionPictureIn)
    @lms.created(QuestionPictureOut, at="/api/v1/lms/courses/{course_id}/pictures/{digest}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> CoursePicture:
        """Keep a picture; a question or lesson shows it once its text has `![what it shows](name)`, within a day."""
        return keep(own_course(id), [still_of(bytes_in(body))])[0]


@lms.route("/courses/<int:id>/pictures/<digest>/")
class OneQuestionPicture(MethodView):
    @lms.file()
    @needs("courses.work")
    def get(self, id: int, digest: str) -> Response:
        """The bytes of a picture, as WebP."""
        return show_picture(assisted_course(id).id, digest)


@lms.route("/attempts/<int:id>/pictures/<digest>/")
class OneAttemptPicture(MethodView):
    @lms.file()
    @needs(SIGNED_IN)
    def get(self, id: int, digest: str) -> Response:
        """The bytes of a picture that an attempt shows now, as WebP; those of a solution come with the solution."""
        attempt = attempt_seen(id)
        return show_picture(attempt.enrollment.course_id, digest) if digest in pictures_of(attempt) else abort(404)
