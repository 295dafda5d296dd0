"""How well each question of a quiz measures: from the first attempt of every learner.

Facility is the share of the points that learners reach. Discrimination is the correlation (Pearson) between a
question and all others together: near 1 it tells who knows from who does not, below 0 its key may be wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from sqlalchemy import func, select

from educrowd.core.db import db

from ..models import Attempt, AttemptQuestion, Course, QuestionVersion
from ..models.pictures import spoken
from ..questions import KINDS

# Fewer say nothing about a question.
LEAST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the choices and who took it; `is_right` if it is worth something."""

    text: str
    count: int
    is_right: bool


@dataclass(slots=True)
class Item:
    version: QuestionVersion
    shares: list[float] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.shares)

    @property
    def unanswered(self) -> int:
        return sum(answer is None for answer in self.answers)

    @property
    def facility(self) -> float | None:
        """From 0 to 1; less than nothing counts as nothing."""
        return sum(max(0.0, share) for share in self.shares) / self.asked if self.asked else None

    @property
    def discrimination(self) -> float | None:
        """From -1 to 1; None while there are too few or all are the same."""
        return correlation(self.shares, self.rests) if self.asked >= LEAST_ATTEMPTS else None

    @property
    def choices(self) -> list[Chosen]:
        """For questions that offer some, in the author's order."""
        taken = Counter(id for answer in self.answers for id in _ids(answer))
        rows = self.version.content.get("choices", ())
        return [Chosen(spoken(row["text"]), taken[row["id"]], row["fraction"] > 0) for row in rows]

    @property
    def advice(self) -> str:
        """What its author may want to look at."""
        facility, discrimination = self.facility, self.discrimination
        if discrimination is not None and discrimination < 0:
            return "Those who know much get it wrong: is the right answer the right one?"
        if self.asked < LEAST_ATTEMPTS or facility is None:
            return ""
        if facility > 0.95:
            return "Nearly everybody knows it."
        return "Nearly nobody knows it." if facility < 0.2 else ""


def analyze(course: Course, lesson_uid: str) -> list[Item]:
    """The questions of a quiz as their first attempts answered them, in the order in which they came up."""
    items: dict[int, Item] = {}
    for attempt in db.session.scalars(_first_attempts(course, lesson_uid)):
        if attempt.waits:
            continue
        for question in attempt.questions:
            _count(items, question, float(attempt.points))
    return list(items.values())


def _first_attempts(course: Course, lesson_uid: str) -> Any:
    ended = Attempt.listed(course, lesson_uid, "ended").order_by(None).subquery()
    first = select(func.min(ended.c.id)).group_by(ended.c.enrollment_id)
    return select(Attempt).where(Attempt.id.in_(first)).order_by(Attempt.id)


def _count(items: dict[int, Item], question: AttemptQuestion, total: float) -> None:
    """An item shows what the question said last; answers to earlier versions count with it."""
    item = items.setdefault(question.version.question_id, Item(question.version))
    if question.version.number > item.version.number:
        item.version = question.version
    item.shares.append(float(question.fraction or 0))
    item.rests.append(total - float(question.reached or 0))
    item.answers.append(question.answer)


def correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's; None where one of both does not vary."""
    middle, other = sum(ones) / len(ones), sum(others) / len(others)
    apart = [(one - middle, each - other) for one, each in zip(ones, others, strict=True)]
    spread = sqrt(sum(one * one for one, _ in apart) * sum(each * each for _, each in apart))
    return round(sum(one * each for one, each in apart) / spread, 4) if spread > 1e-9 else None


def _ids(answer: Any) -> list[str]:
    if isinstance(answer, list):
        return [str(id) for id in answer]
    return [answer] if isinstance(answer, str) else []


def rows_of(items: list[Item]) -> list[list[Any]]:
    """The same as a table: question, kind, counts, figures, choices."""
    return [
        [
            item.version.name,
            KINDS[item.version.kind].label,
            item.asked,
            item.unanswered,
            "" if item.facility is None else round(item.facility, 4),
            "" if item.discrimination is None else item.discrimination,
            "; ".join(f"{'*' if chosen.is_right else ''}{chosen.text}: {chosen.count}" for chosen in item.choices),
        ]
        for item in items
    ]
