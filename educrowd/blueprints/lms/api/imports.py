"""Questions from files, for those who make the course: a look first, then for good."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.imports import Import
from educrowd.core.pages import find

from ..bank.import_schemas import QuestionImportIn, QuestionImportOut, file_of
from ..bank.importing import KIND, look_into
from .blueprint import lms, own_course

AT = "/api/v1/lms/question-imports/{id}/"


@lms.route("/courses/<int:id>/question-imports/")
class QuestionImports(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(QuestionImportOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Import]:
        """What was imported into the bank of a course, newest first."""
        return Import.of(KIND, own_course(id).id)

    @lms.arguments(QuestionImportIn)
    @lms.begun(QuestionImportOut, AT, done=201)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Import:
        """Send a file and read what its import would do; nothing is written to the bank. Large ones take a worker."""
        try:
            return look_into(own_course(id), **file_of(body), by=current.user)
        except Invalid as refusal:
            refusal.field = "content"
            raise


@lms.route("/question-imports/<int:id>/")
class OneQuestionImport(MethodView):
    @lms.response(200, QuestionImportOut)
    @needs("courses.work")
    def get(self, id: int) -> Import:
        """One import: what it would do, or what it did."""
        return _own(id)


@lms.route("/question-imports/<int:id>/completion/")
class QuestionImportCompletion(MethodView):
    @lms.begun(QuestionImportOut, AT)
    @needs("courses.work")
    def post(self, id: int) -> Import:
        """Do it: write what is new and change what has changed; 409 the second time."""
        made = _own(id)
        imports.confirm(made, by=current.user)
        return made


@lms.route("/question-imports/<int:id>/cancellation/")
class QuestionImportCancellation(MethodView):
    @lms.response(200, QuestionImportOut)
    @needs("courses.work")
    def post(self, id: int) -> Import:
        """Stop it, or let go of what was only looked at; 409 once it is over."""
        made = _own(id)
        imports.cancel(made)
        return made


def _own(id: int) -> Import:
    made = find(Import, id=id, kind=KIND)
    own_course(made.about_id or 0)
    return made
