"""Answering: a backer says what the creator needs to know, and changes it until the survey locks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Pledge, Survey, SurveyQuestion, SurveyReply
from ..models.errors import Frozen
from ..pledging.changing import send_to


def answer(
    survey: Survey, pledge: Pledge, given: Mapping[int, Any], address: dict[str, str] | None = None
) -> SurveyReply:
    """Keep a backer's answers by question, and the address where one is asked for; all of it or nothing."""
    pledge = Pledge.locked(pledge.id)
    _hold_open(survey, pledge)
    questions = questions_to(survey, pledge)
    if unknown := given.keys() - {question.id for question in questions}:
        raise Invalid("answers", f"Question {min(unknown)} is none of this survey for you.")
    values = {question.id: question.read(given.get(question.id)) for question in questions}
    if asks_address(survey, pledge):
        _note_address(pledge, address)
    reply = SurveyReply.begin(survey, pledge)
    reply.write(values)
    db.session.flush()
    return reply


def questions_to(survey: Survey, pledge: Pledge) -> list[SurveyQuestion]:
    """What a survey asks this backer, by what the pledge is made of."""
    return survey.questions_for({line.reward_id for line in pledge.lines if line.reward_id})


def asks_address(survey: Survey, pledge: Pledge) -> bool:
    """Whether an address belongs to the answers."""
    return survey.asks_address and pledge.takes_address


def surveys_for(pledge: Pledge) -> list[tuple[Survey, SurveyReply | None]]:
    """What this backer was asked, with the answers: what was asked last comes first."""
    if pledge.state != "collected":
        return []
    sent = select(Survey).where(Survey.project_id == pledge.project_id, Survey.sent_at.is_not(None))
    surveys = db.session.scalars(sent.order_by(Survey.id.desc()).options(*Survey.whole())).all()
    replies = db.session.scalars(select(SurveyReply).where(SurveyReply.pledge_id == pledge.id)).all() if surveys else []
    answered = {reply.survey_id: reply for reply in replies}
    return [(survey, answered.get(survey.id)) for survey in surveys if _concerns(survey, pledge)]


def _concerns(survey: Survey, pledge: Pledge) -> bool:
    return bool(questions_to(survey, pledge)) or (survey.asks_address and pledge.ships)


def _hold_open(survey: Survey, pledge: Pledge) -> None:
    """Nobody locks it before this transaction ends."""
    db.session.refresh(survey, with_for_update={"read": True})
    if pledge.state != "collected" or not survey.takes_answers_of(pledge):
        raise Frozen("The answers to this survey stand. Write to the people behind the project.", code="survey_locked")
    if not _concerns(survey, pledge):
        raise Frozen("This survey has nothing to ask of you.")


def _note_address(pledge: Pledge, address: dict[str, str] | None) -> None:
    if address:
        send_to(pledge, **address)
    elif pledge.address is None:
        raise Invalid("address", "Say where it shall be sent.")
