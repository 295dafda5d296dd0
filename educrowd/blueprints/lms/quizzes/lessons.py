"""Lessons that are quizzes."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from educrowd.core.db import utcnow
from educrowd.core.forms import Form

from ..bank.picturing import in_studio
from ..lessons import kinds
from ..lessons.kinds import Kind
from ..models.errors import NoQuestions
from .asking import Asked, asked_of
from .attempting import allowance_of
from .drawing import draw, names_of
from .settings import COUNTS, MOST_ATTEMPTS, MOST_MINUTES, REVIEW, QuizSettings, asks, settings_of


class QuizForm(Form):
    minutes: Any = IntegerField(
        "Time limit in minutes", [InputRequired(), NumberRange(0, MOST_MINUTES)], default=0, description="0: no limit."
    )
    attempts: Any = IntegerField(
        "Attempts", [InputRequired(), NumberRange(0, MOST_ATTEMPTS)], default=0, description="0: as many as one likes."
    )
    counts: Any = SelectField("Which attempt counts", choices=COUNTS, default="highest")
    pass_percent: Any = IntegerField("Passed from, in %", [InputRequired(), NumberRange(0, 100)], default=50)
    review: Any = SelectField("Learners see which answers were right", choices=REVIEW, default="submitted")
    answers: Any = BooleanField("Then show the right answers as well", default=True)
    shuffle: Any = BooleanField("Ask the questions in an order by chance")


def _shows(lesson: Any, enrollment: Any) -> dict[str, Any]:
    settings = settings_of(lesson)
    allowance = allowance_of(enrollment, lesson) if enrollment else None
    return {
        "quiz": settings,
        "asks": asks(settings),
        "allowance": allowance,
        "sample": lambda: _sample(lesson, settings),
        "may_begin": bool(allowance and enrollment.is_open and allowance.may_begin(utcnow())),
    }


def _sample(lesson: Any, settings: dict[str, Any]) -> list[Asked]:
    """What an attempt would ask, for a preview; nothing is begun."""
    try:
        return [
            asked_of(question.current, at=in_studio(lesson.course)) for question, _ in draw(lesson.course, settings)
        ]
    except NoQuestions:
        return []


def _edits(lesson: Any) -> dict[str, Any]:
    is_out = any(each.uid == lesson.uid and each.kind == "quiz" for each in lesson.course.edition.lessons)
    return {"slots": named_slots(lesson), "is_out": is_out}


def named_slots(lesson: Any) -> list[tuple[str, dict[str, Any]]]:
    """What a quiz asks, each with what it is called."""
    slots = settings_of(lesson)["slots"]
    names = names_of(lesson.course, {slot["question"] for slot in slots if slot["question"]})
    return [(_name(slot, names), slot) for slot in slots]


def _name(slot: dict[str, Any], names: dict[str, str]) -> str:
    if slot["question"]:
        return names.get(slot["question"], "A question that was taken out")
    return f"{slot['draw']} drawn from “{slot['category']}”"


QUIZ = kinds.register(
    Kind("quiz", "Quiz", "help", QuizSettings, QuizForm, completed=kinds.PASSED, shows=_shows, edits=_edits)
)
