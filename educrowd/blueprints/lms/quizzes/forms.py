"""The answers of a quiz's form, as its questions understand them."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from educrowd.core.errors import Invalid

from ..models import Attempt, AttemptQuestion
from ..questions import KINDS


def name_of(question: AttemptQuestion) -> str:
    """What the inputs of a question are called, or begin with."""
    return f"q{question.position}"


def answer_in(form: Any, question: AttemptQuestion) -> Any:
    """The answer to one question as it was sent; Invalid where it is none."""
    kind, content = KINDS[question.version.kind], question.version.content
    return kind.accepts(content, kind.read(content, _clean(form), name_of(question)))


def answers_in(form: Any, attempt: Attempt) -> tuple[dict[AttemptQuestion, Any], dict[int, str]]:
    """The answers that fit their questions, and by position what is wrong with the others."""
    answers: dict[AttemptQuestion, Any] = {}
    wrong: dict[int, str] = {}
    for question in attempt.questions:
        try:
            answers[question] = answer_in(form, question)
        except Invalid as refusal:
            wrong[question.position] = refusal.message
    return answers, wrong


def _clean(form: Any) -> Any:
    """Without NUL, which PostgreSQL can't keep, and with plain line ends."""
    pairs = [(name, text.replace("\x00", "").replace("\r\n", "\n")) for name, text in form.items(multi=True)]
    return MultiDict(pairs)
