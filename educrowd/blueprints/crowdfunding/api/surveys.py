"""Surveys of a project."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.pages import find

from ..finding import fulfilled_project
from ..models import PledgeLetter, Survey
from ..schemas.surveys import SurveyIn, SurveyOut, SurveySummaryOut
from ..surveys.letters import KIND
from ..surveys.queries import completion, summary
from ..surveys.surveying import change_survey, lock_survey, remove_survey, send_survey, write_survey
from .blueprint import crowdfunding


def own_survey(id: int) -> Survey:
    """The survey, for those who run its project."""
    survey = find(Survey, id=id)
    fulfilled_project(survey.project_id)
    return survey


@crowdfunding.route("/projects/<int:id>/surveys/")
class Surveys(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(SurveyOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Survey]:
        """What backers are asked, newest first."""
        return Survey.of(fulfilled_project(id)).options(*Survey.whole())

    @crowdfunding.arguments(SurveyIn)
    @crowdfunding.created(SurveyOut, at="/api/v1/crowdfunding/surveys/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Survey:
        """Begin one, once the project is live; it is a draft until it is sent."""
        return write_survey(fulfilled_project(id), **body)


@crowdfunding.route("/surveys/<int:id>/")
class OneSurvey(MethodView):
    @crowdfunding.response(200, SurveyOut)
    @needs("projects.work")
    def get(self, id: int) -> Survey:
        """One survey with its questions."""
        return own_survey(id)

    @crowdfunding.arguments(partial(SurveyIn))
    @crowdfunding.response(200, SurveyOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> Survey:
        """Change words, reminders or the day it locks."""
        survey = own_survey(id)
        change_survey(survey, **body)
        return survey

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Remove a draft."""
        remove_survey(own_survey(id))


@crowdfunding.route("/surveys/<int:id>/sending/")
class SendSurvey(MethodView):
    @crowdfunding.response(200, SurveyOut)
    @needs("projects.work")
    def post(self, id: int) -> Survey:
        """Send it to all paid backers whom it asks something; who pays later is asked too."""
        survey = own_survey(id)
        send_survey(survey)
        return survey


@crowdfunding.route("/surveys/<int:id>/lock/")
class LockSurvey(MethodView):
    @crowdfunding.response(200, SurveyOut)
    @needs("projects.work")
    def post(self, id: int) -> Survey:
        """Let no answer change from now on."""
        survey = own_survey(id)
        lock_survey(survey)
        return survey


@crowdfunding.route("/surveys/<int:id>/summary/")
class SurveySummary(MethodView):
    @crowdfunding.response(200, SurveySummaryOut)
    @needs("projects.work")
    def get(self, id: int) -> dict[str, Any]:
        """How far it has come, what the answers come to, and what became of the letters."""
        survey = own_survey(id)
        letters = PledgeLetter.counts(KIND, [survey.id]).get(survey.id, {})
        return {"completion": completion(survey), "parts": summary(survey), "letters": letters}
