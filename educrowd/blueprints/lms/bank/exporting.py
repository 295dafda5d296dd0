"""Questions of a bank as a file in another system's format, and what is lost there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from educrowd.core.db import db

from ..exchange.formats import WRITTEN, Format
from ..exchange.written import Loss
from ..models import Course, QuizQuestion
from .picturing import bytes_of


@dataclass(frozen=True, slots=True)
class QuestionExport:
    """A file of all questions of a bank that can be asked."""

    format: Format
    course: Course
    data: bytes
    losses: list[Loss]
    total: int

    @property
    def name(self) -> str:
        return f"{self.course.slug}.{self.format.ending}"

    @property
    def report(self) -> list[dict[str, Any]]:
        """What is not, or not quite, as it is here."""
        return [loss.row for loss in self.losses]

    @property
    def count(self) -> int:
        """How many questions are in the file."""
        return self.total - sum(bool(loss.refused) for loss in self.losses)


def export_questions(course: Course, format: str) -> QuestionExport:
    """Write them, by category."""
    asked = QuizQuestion.of(course).order_by(None).order_by(QuizQuestion.category, QuizQuestion.id)
    questions = list(db.session.scalars(asked))
    chosen = WRITTEN[format]
    assert chosen.write is not None
    return QuestionExport(chosen, course, *chosen.write(questions, partial(bytes_of, course.id)), len(questions))
