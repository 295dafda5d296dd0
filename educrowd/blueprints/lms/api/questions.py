"""The question bank of a course, for those who make it."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import partial
from educrowd.core.current import current
from educrowd.core.pages import find

from ..bank.schemas import QuizQuestionChanges, QuizQuestionIn, QuizQuestionOut, QuizQuestionQuery, TrialIn, TrialOut
from ..bank.writing import rewrite, write
from ..models import QuizQuestion
from ..questions import KINDS, grade
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/questions/")
class Questions(MethodView):
    @lms.arguments(QuizQuestionQuery, location="query")
    @lms.page(QuizQuestionOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[QuizQuestion]:
        """The questions of the course's bank, with their answers."""
        wanted = {name: query[name] for name in ("q", "kind", "category", "tag") if name in query}
        return QuizQuestion.matching(QuizQuestion.of(own_course(id)), **wanted)

    @lms.arguments(QuizQuestionIn)
    @lms.created(QuizQuestionOut, at="/api/v1/lms/questions/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> QuizQuestion:
        """Write a question."""
        return write(own_course(id), by=current.user, **body)


@lms.route("/questions/<int:id>/")
class OneQuestion(MethodView):
    @lms.response(200, QuizQuestionOut)
    @needs("courses.work")
    def get(self, id: int) -> QuizQuestion:
        """One question, with its answer."""
        return _own(id)

    @lms.arguments(partial(QuizQuestionChanges))
    @lms.response(200, QuizQuestionOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> QuizQuestion:
        """Change it: what it says gets a new version, attempts keep the one they have."""
        question = _own(id)
        rewrite(question, by=current.user, **body)
        return question

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Ask it nowhere any more; attempts that have it keep it."""
        _own(id).retire()


@lms.route("/questions/<int:id>/trial/")
class Trial(MethodView):
    @lms.arguments(TrialIn)
    @lms.response(200, TrialOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> dict[str, Any]:
        """Try an answer: what it would be worth and why; nothing is kept."""
        version = _own(id).current
        kind = KINDS[version.kind]
        result = grade(version, kind.accepts(version.content, body["answer"]))
        return {
            "fraction": result.fraction,
            "explanation": result.explanation,
            "feedback": result.feedback,
            "right": kind.right(version.content),
        }


def _own(id: int) -> QuizQuestion:
    question = find(QuizQuestion, id=id)
    if question.retired_at:
        abort(404)
    own_course(question.course_id)
    return question
