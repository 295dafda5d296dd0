"""Which questions an attempt asks: those that are named, and some by chance."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from educrowd.core.db import db

from ..models import AttemptQuestion, Course, QuizQuestion
from ..models.errors import NoQuestions


def drawn(course: Course, settings: dict[str, Any]) -> list[AttemptQuestion]:
    """The questions of a new attempt, in the version of now; NoQuestions where there are none."""
    return [
        AttemptQuestion(version_id=question.current.id, points=points, position=place)
        for place, (question, points) in enumerate(draw(course, settings), start=1)
    ]


def draw(course: Course, settings: dict[str, Any]) -> list[tuple[QuizQuestion, Decimal]]:
    """Questions and what they are worth, none twice; NoQuestions where there are none."""
    chance, slots = random.SystemRandom(), settings["slots"]
    asked = _of_slots(_needed(course, slots), slots, chance)
    if not asked:
        raise NoQuestions()
    if settings["shuffle"]:
        chance.shuffle(asked)
    return asked


def _needed(course: Course, slots: list[dict[str, Any]]) -> list[QuizQuestion]:
    named, drawn_from = [slot["question"] for slot in slots], [slot["category"] for slot in slots if slot["category"]]
    wanted = or_(QuizQuestion.uid.in_(named), QuizQuestion.category.in_(drawn_from))
    return list(db.session.scalars(QuizQuestion.of(course).where(wanted)))


def _of_slots(known: list[Any], slots: list[dict[str, Any]], chance: random.Random) -> list[tuple[Any, Decimal]]:
    named = {slot["question"] for slot in slots if slot["question"]}
    by_uid = {question.uid: question for question in known if question.uid in named}
    pool = [question for question in known if question.uid not in named]
    chance.shuffle(pool)
    asked: list[tuple[Any, Decimal]] = []
    for slot in slots:
        if slot["question"]:
            found = [by_uid[slot["question"]]] if slot["question"] in by_uid else []
        else:
            found = [question for question in pool if question.category == slot["category"]][: slot["draw"]]
            pool = [question for question in pool if question not in found]
        asked += [(question, Decimal(str(slot["points"]))) for question in found]
    return asked


def names_of(course: Course, uids: set[str]) -> dict[str, str]:
    """What questions are called, by uid; those that were taken out are missing."""
    if not uids:
        return {}
    found = db.session.scalars(QuizQuestion.of(course).where(QuizQuestion.uid.in_(uids)))
    return {question.uid: question.current.name for question in found}


def sizes_of(course: Course) -> dict[str, int]:
    """How many questions can be drawn from each category."""
    named = QuizQuestion.course_id == course.id, QuizQuestion.retired_at.is_(None), QuizQuestion.category != ""
    counted = select(QuizQuestion.category, func.count().label("size")).where(*named).group_by(QuizQuestion.category)
    rows = db.session.execute(counted.order_by(QuizQuestion.category))
    return {row.category: row.size for row in rows}
