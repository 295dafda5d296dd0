"""A survey's answers as a file: a line for each backer, a column for each question."""

from __future__ import annotations

from functools import partial

from flask import Response

from educrowd.core.csv_file import csv_file

from ..models import Pledge, Survey, SurveyQuestion
from .queries import answers_like

WHO = ("backer", "email", "reward", "answered_at")
WHERE = ("name", "line1", "line2", "postal_code", "city", "region", "country")


def answers_file(survey: Survey, **wanted) -> Response:
    """The answers that fit, with addresses where the survey asks for them."""
    heading = (*WHO, *(WHERE if survey.asks_address else ()), *(question.label for question in survey.questions))
    row = partial(_row, survey.asks_address, list(survey.questions))
    return csv_file(f"{survey.project.slug}-survey-{survey.id}.csv", heading, answers_like(survey, **wanted), row)


def _row(with_address: bool, questions: list[SurveyQuestion], pledge: Pledge) -> tuple:
    reply = next(iter(pledge.replies), None)
    values = reply.values if reply else {}
    who = (pledge.receiver_name, pledge.receiver_email, pledge.reward.title if pledge.reward else "")
    where = tuple(getattr(pledge.address, part, "") for part in WHERE) if with_address else ()
    return (*who, reply and reply.updated_at, *where, *("; ".join(values.get(one.id, ())) for one in questions))
