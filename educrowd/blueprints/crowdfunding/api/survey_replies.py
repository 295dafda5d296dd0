"""Answers: a backer's own, and all of them for those who run the project."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Pledge, Survey, SurveyReply
from ..schemas.surveys import MySurveyOut, SurveyAnswersIn, SurveyReplyOut, SurveyReplyQuery, answers_of
from ..surveys.answering import answer, asks_address, questions_to, surveys_for
from ..surveys.queries import answers_like
from .blueprint import crowdfunding
from .surveys import own_survey


@crowdfunding.route("/surveys/<int:id>/replies/")
class Replies(MethodView):
    @crowdfunding.arguments(SurveyReplyQuery, location="query")
    @crowdfunding.page(SurveyReplyOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Pledge]:
        """Everybody it asks, with answers and addresses."""
        wanted = {name: query[name] for name in ("q", "status", "reward_id", "address") if name in query}
        if ("choice" in query) != ("question_id" in query):
            raise Invalid("choice", "Give question_id and choice together.")
        choice = (query["question_id"], query["choice"]) if "choice" in query else None
        return answers_like(own_survey(id), choice=choice, **wanted)


@crowdfunding.route("/pledges/<int:id>/surveys/")
class PledgeSurveys(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(MySurveyOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> list[dict[str, Any]]:
        """What its backer was asked, what was asked last first."""
        pledge = _visible(id)
        return [_shown(survey, pledge, reply) for survey, reply in surveys_for(pledge)]


@crowdfunding.route("/pledges/<int:id>/surveys/<int:survey_id>/")
class PledgeSurvey(MethodView):
    @crowdfunding.response(200, MySurveyOut)
    @needs(SIGNED_IN)
    def get(self, id: int, survey_id: int) -> dict[str, Any]:
        """One survey with its backer's answers."""
        return _shown(*_asked(_visible(id), survey_id))

    @crowdfunding.arguments(SurveyAnswersIn)
    @crowdfunding.response(200, MySurveyOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int, survey_id: int) -> dict[str, Any]:
        """Answer, or answer otherwise until it locks; what is left out is emptied."""
        survey, pledge, _ = _asked(_own(id), survey_id)
        given = {each["question_id"]: each["values"] for each in body["answers"]}
        reply = answer(survey, pledge, given, body.get("address"))
        return _shown(survey, pledge, reply)


def _asked(pledge: Pledge, survey_id: int) -> tuple[Survey, Pledge, SurveyReply | None]:
    asked = (row for row in surveys_for(pledge) if row[0].id == survey_id)
    survey, reply = next(asked, None) or abort(404)
    return survey, pledge, reply


def _shown(survey: Survey, pledge: Pledge, reply: SurveyReply | None) -> dict[str, Any]:
    return {
        "survey": survey,
        "is_open": survey.takes_answers_of(pledge),
        "asks_address": asks_address(survey, pledge),
        "answered_at": reply.updated_at if reply else None,
        "questions": questions_to(survey, pledge),
        "answers": answers_of(reply),
        "address": pledge.address,
    }


def _visible(id: int) -> Pledge:
    """For who gets what the pledge brings, and who runs the project."""
    pledge = db.session.scalar(select(Pledge).where(Pledge.id == id))
    is_shown = pledge and (pledge.is_received_by(current.user) or pledge.project.fulfilled_by(current.user))
    return pledge if pledge and is_shown else abort(404)


def _own(id: int) -> Pledge:
    pledge = _visible(id)
    if not pledge.is_received_by(current.user):
        abort(403)
    return Pledge.locked(pledge.id)
