"""Kinds of questions: what each asks, takes for an answer, and gives for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..models.pictures import spoken
from . import choosing, cloze, essay, matching, numeric, ordering, short
from .kind import QuestionKind, Result

KINDS: dict[str, QuestionKind] = {
    kind.name: kind
    for kind in (
        choosing.Choice(),
        choosing.Multiple(),
        choosing.TrueFalse(),
        short.Short(),
        numeric.Numeric(),
        matching.Match(),
        ordering.Order(),
        cloze.Cloze(),
        essay.Essay(),
    )
}

__all__ = ["KINDS", "QuestionKind", "Result", "grade"]


def grade(version: Any, answer: Any) -> Result:
    """What this answer is worth by this version of a question: pure, nothing is asked or written."""
    result = KINDS[version.kind].grade(version.content, answer)
    return replace(result, explanation=spoken(result.explanation))
