"""What backers answered, as their creator looks at it: who has, who has not, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, Select, case, cast, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from educrowd.core.db import db

from ..models import (
    Pledge,
    PledgeLetter,
    PledgeLine,
    Project,
    Reward,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyReply,
)
from ..models.survey_question import CHOICE_KINDS


@dataclass(frozen=True, slots=True)
class Completion:
    """How many were asked and have answered; `reward_id` None stands for those without a reward."""

    reward_id: int | None
    title: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Part:
    """What backers with one reward answered to one question: how often a choice was made, or what numbers come to."""

    question_id: int
    reward_id: int | None
    choice: str | None
    count: int
    total: Decimal | None
    least: Decimal | None
    most: Decimal | None


def answers_like(
    survey: Survey,
    *,
    q: str = "",
    status: str = "",
    reward_id: int | None = None,
    address: str = "",
    choice: tuple[int, str] | None = None,
) -> Select[Pledge]:
    """The pledges it asks, each with its reply; `choice` is a question's id and what was chosen."""
    wanted = select(Pledge).join(Pledge.user).where(Pledge.id.in_(survey.addressees()))
    if q:
        wanted = wanted.where(Pledge.like(q))
    if status:
        wanted = wanted.where(_has_answered(survey) if status == "answered" else ~_has_answered(survey))
    if reward_id:
        wanted = wanted.where(Pledge.lines.any(PledgeLine.reward_id == reward_id))
    if address:
        wanted = wanted.where(_ships(), Pledge.address.has() if address == "given" else ~Pledge.address.has())
    if choice:
        wanted = wanted.where(_has_chosen(survey, *choice))
    replies = selectinload(Pledge.replies.and_(SurveyReply.survey_id == survey.id)).selectinload(SurveyReply.answers)
    beside = (joinedload(Pledge.reward), joinedload(Pledge.address), joinedload(Pledge.gift), replies)
    return wanted.options(contains_eager(Pledge.user), *beside).order_by(Pledge.id)


def completion(survey: Survey) -> list[Completion]:
    """How far it has come, reward by reward."""
    replied = SurveyReply.id.is_not(None)
    rows = db.session.execute(
        select(Pledge.reward_id, Reward.title, func.count(), func.count().filter(replied))
        .outerjoin(Pledge.reward)
        .outerjoin(SurveyReply, (SurveyReply.pledge_id == Pledge.id) & (SurveyReply.survey_id == survey.id))
        .where(Pledge.id.in_(survey.addressees()))
        .group_by(Pledge.reward_id, Reward.title, Reward.amount)
        .order_by(Reward.amount.nulls_first(), Pledge.reward_id)
    )
    return [Completion(reward_id, title or "No reward", asked, done) for reward_id, title, asked, done in rows]


def progress(surveys: Iterable[Survey]) -> dict[int, tuple[int, int]]:
    """How many were asked and have answered, by survey."""
    ids = [survey.id for survey in surveys]
    letters = select(PledgeLetter.about_id, func.count()).join(PledgeLetter.pledge).group_by(PledgeLetter.about_id)
    letters = letters.where(PledgeLetter.kind == "survey", PledgeLetter.step == 0, PledgeLetter.about_id.in_(ids))
    replies = select(SurveyReply.survey_id, func.count()).join(SurveyReply.pledge).group_by(SurveyReply.survey_id)
    paid = Pledge.state == "collected"
    asked = dict(db.session.execute(letters.where(paid)).all())
    answered = dict(db.session.execute(replies.where(paid, SurveyReply.survey_id.in_(ids))).all())
    return {survey_id: (asked.get(survey_id, 0), answered.get(survey_id, 0)) for survey_id in ids}


def summary(survey: Survey) -> list[Part]:
    """What the answers come to, by question, reward and choice."""
    is_listed = SurveyQuestion.kind.in_(CHOICE_KINDS)
    choice = case((is_listed, SurveyAnswer.value))
    number = case((SurveyQuestion.kind == "number", cast(SurveyAnswer.value, Numeric)))
    rows = db.session.execute(
        select(
            SurveyAnswer.question_id, Pledge.reward_id, choice, func.count(), func.sum(number), func.min(number),
            func.max(number),
        )
        .join(SurveyQuestion, SurveyQuestion.id == SurveyAnswer.question_id)
        .join(SurveyReply, SurveyReply.id == SurveyAnswer.reply_id)
        .join(Pledge, Pledge.id == SurveyReply.pledge_id)
        .where(SurveyReply.survey_id == survey.id, Pledge.state == "collected")
        .group_by(SurveyAnswer.question_id, Pledge.reward_id, choice)
        .order_by(SurveyAnswer.question_id, Pledge.reward_id, choice)
    )  # fmt: skip
    return [Part(*row) for row in rows]


def without_address(project: Project) -> int:
    """How many have paid for something to be sent and have not said where to."""
    missing = select(func.count()).where(Pledge.project_id == project.id, Pledge.state == "collected")
    return db.session.scalar(missing.where(_ships(), ~Pledge.address.has())) or 0


def _has_answered(survey: Survey) -> Any:
    return exists().where(SurveyReply.survey_id == survey.id, SurveyReply.pledge_id == Pledge.id)


def _has_chosen(survey: Survey, question_id: int, choice: str) -> Any:
    made = exists().where(SurveyReply.survey_id == survey.id, SurveyReply.pledge_id == Pledge.id)
    return made.where(
        SurveyAnswer.reply_id == SurveyReply.id, SurveyAnswer.question_id == question_id, SurveyAnswer.value == choice
    )


def _ships() -> Any:
    return Pledge.lines.any(PledgeLine.kind == "shipping")
