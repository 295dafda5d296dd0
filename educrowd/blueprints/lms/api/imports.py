"""Questions from files, for those who make the course: a look first, then for good."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..bank.import_schemas import QuestionImportIn, QuestionImportOut, file_of
from ..bank.importing import import_questions, look_into
from ..models import CourseImport
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/question-imports/")
class QuestionImports(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(QuestionImportOut)
    @needs("courses.create")
    def get(self, query: dict[str, Any], id: int) -> Select[CourseImport]:
        """What was imported into the bank of a course, newest first."""
        return CourseImport.of(own_course(id))

    @lms.arguments(QuestionImportIn)
    @lms.created(QuestionImportOut, at="/api/v1/lms/question-imports/{id}/")
    @needs("courses.create")
    def post(self, body: dict[str, Any], id: int) -> CourseImport:
        """Send a file and read what its import would do; nothing is written to the bank."""
        try:
            return look_into(own_course(id), **file_of(body), by=current.user)
        except Invalid as refusal:
            refusal.field = "content"
            raise


@lms.route("/question-imports/<int:id>/")
class OneQuestionImport(MethodView):
    @lms.response(200, QuestionImportOut)
    @needs("courses.create")
    def get(self, id: int) -> CourseImport:
        """One import: what it would do, or what it did."""
        return _own(id)


@lms.route("/question-imports/<int:id>/completion/")
class QuestionImportCompletion(MethodView):
    @lms.response(200, QuestionImportOut)
    @needs("courses.create")
    def post(self, id: int) -> CourseImport:
        """Do it: write what is new and change what has changed; 409 the second time."""
        made = _own(id)
        import_questions(made, by=current.user)
        return made


def _own(id: int) -> CourseImport:
    made = find(CourseImport, id=id)
    own_course(made.course_id or abort(404))  # one of a whole course is none of questions
    return made
