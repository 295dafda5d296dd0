"""Questions of a survey, while it is a draft."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import partial
from educrowd.core.pages import find

from ..models import SurveyQuestion
from ..schemas.surveys import SurveyQuestionChange, SurveyQuestionIn, SurveyQuestionOut
from ..surveys.surveying import ask, change_question, move_question, remove_question
from .blueprint import crowdfunding
from .surveys import own_survey


@crowdfunding.route("/surveys/<int:id>/questions/")
class SurveyQuestions(MethodView):
    @crowdfunding.arguments(SurveyQuestionIn)
    @crowdfunding.created(SurveyQuestionOut, at="/api/v1/crowdfunding/survey-questions/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> SurveyQuestion:
        """Ask something more, at the end."""
        return ask(own_survey(id), **body)


@crowdfunding.route("/survey-questions/<int:id>/")
class OneSurveyQuestion(MethodView):
    @crowdfunding.response(200, SurveyQuestionOut)
    @needs("projects.work")
    def get(self, id: int) -> SurveyQuestion:
        """One question."""
        return _own(id)

    @crowdfunding.arguments(partial(SurveyQuestionChange))
    @crowdfunding.response(200, SurveyQuestionOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> SurveyQuestion:
        """Word it otherwise, or put it in another place."""
        question, place = _own(id), body.pop("position", None)
        change_question(question, **body)
        if place is not None:
            move_question(question, to=place)
        return question

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Do not ask it."""
        remove_question(_own(id))


def _own(id: int) -> SurveyQuestion:
    question = find(SurveyQuestion, id=id)
    own_survey(question.survey_id)
    return question
