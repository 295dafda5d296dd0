"""Marks that people give, regrades, and how well questions measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import QuizQuestion
from ..quizzes.grading import grade_answer
from ..quizzes.item_analysis import Item, analyze
from ..quizzes.mark_schemas import AnswerMarkIn, ItemOut, RegradedOut, RegradeIn, RegradeOut
from ..quizzes.reading import shown
from ..quizzes.regrading import Regraded, plan, regrade
from ..quizzes.schemas import AttemptOut
from .blueprint import lms, own_course
from .quizzes import attempt_seen, published_quiz


@lms.route("/attempts/<int:id>/marks/<int:question_id>/")
class OneMark(MethodView):
    @lms.arguments(AnswerMarkIn)
    @lms.response(200, AttemptOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int, question_id: int) -> dict[str, Any]:
        """Give an answer of an ended attempt its points; the marks before it stay in the record."""
        attempt = attempt_seen(id)
        authorize(attempt.enrollment.course.assisted_by(current.user))
        asked = (question for question in attempt.questions if question.version.question_id == question_id)
        question = next(asked, None) or abort(404)
        points = Decimal(str(body["points"]))
        grade_answer(question, points, by=current.user, comment=body["comment"], over=body.get("marks"))
        return shown(attempt, to_maker=True)


@lms.route("/questions/<int:id>/regrade/")
class Regrade(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(RegradedOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> list[Regraded]:
        """Which given answers would get another mark by what the question says now; nothing is written."""
        return plan(_own_question(id))

    @lms.arguments(RegradeIn)
    @lms.response(200, RegradeOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> dict[str, int]:
        """Give them these marks, in the background; marks that a person gave stay."""
        question = _own_question(id)
        return {"count": regrade(question, by=current.user, reason=body["reason"], over=body["version"])}


@lms.route("/quizzes/<int:id>/analysis/")
class Analysis(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(ItemOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> list[Item]:
        """How well each question measures, from the first attempt of every learner."""
        lesson = published_quiz(id)
        authorize(lesson.course.assisted_by(current.user))
        return analyze(lesson.course, lesson.uid)


def _own_question(id: int) -> QuizQuestion:
    """Also one that was taken out of the bank: its answers are there."""
    question = find(QuizQuestion, id=id)
    own_course(question.course_id)
    return question
