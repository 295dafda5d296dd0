"""Questions of a file beside those of a bank: which are new, which have changed, which are there already."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from educrowd.core.db import db
from educrowd.core.errors import Invalid

from .bank import checked
from .exchange.found import Found
from .models import Course, QuestionVersion, QuizQuestion

SAID = ("title", "text", "feedback")


@dataclass(slots=True)
class Step:
    """What an import does with one question that it found."""

    found: Found
    outcome: str
    question: QuizQuestion | None = None
    reason: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """Its line of the report."""
        notes = ([self.reason] if self.reason else []) + self.found.notes
        shown = {"place": self.found.place, "name": self.found.name, "kind": self.found.kind}
        return shown | {"outcome": self.outcome, "notes": notes}


def steps_of(course: Course, found: list[Found]) -> list[Step]:
    """A step for each of them; nothing is written."""
    bank = Bank(course)
    return [bank.step(each) for each in found]


class Bank:
    """What a course's bank holds, and what has been seen of a file so far."""

    def __init__(self, course: Course):
        asked = select(QuizQuestion).where(QuizQuestion.course_id == course.id, QuizQuestion.retired_at.is_(None))
        questions = db.session.scalars(asked.options(selectinload(QuizQuestion.versions)).order_by(QuizQuestion.id))
        self._by_id: dict[str, QuizQuestion] = {}
        self._by_words: dict[str, QuizQuestion] = {}
        self._seen: dict[str, int] = {}
        for question in questions:
            self._by_id |= {name: question for name in (question.uid, question.imported_as) if name}
            self._by_words |= {_words(version): question for version in question.versions}

    def step(self, found: Found) -> Step:
        """What is to be done with it."""
        if found.refused:
            return Step(found, "left_out", reason=found.refused)
        try:
            content = checked(found.kind, found.text, deepcopy(found.content))
        except Invalid as refusal:
            return Step(found, "left_out", reason=_reason(refusal))
        words = _key(found.kind, found.text, content)
        twin = self._seen.setdefault(found.id or words, found.place)
        if twin != found.place:
            return Step(found, "left_out", reason=f"It is the same as number {twin} of the file.")
        return self._known(found, content) if found.id in self._by_id else self._unknown(found, words)

    def _known(self, found: Found, content: dict[str, Any]) -> Step:
        """The file has a name for it, and the bank knows that name."""
        question = self._by_id[found.id]
        if found.kind != question.versions[-1].kind:
            return Step(found, "left_out", question, "The bank has it under this name, as a question of another kind.")
        said = _said(found, content)
        if any(_said(version, version.content) == said for version in question.versions[:-1]):
            return Step(found, "same", question, "It was changed here since; that stays.")
        filed = found.category == question.category and found.tags == question.tags
        is_same = _said(question.versions[-1], question.versions[-1].content) == said and filed
        return Step(found, "same" if is_same else "changed", question)

    def _unknown(self, found: Found, words: str) -> Step:
        question = self._by_words.get(words)
        if question is None:
            return Step(found, "new")
        is_now = _words(question.versions[-1]) == words
        return Step(found, "same", question, "" if is_now else "It was changed here since; that stays.")


def _reason(refusal: Invalid) -> str:
    field = (refusal.field or "").removeprefix("content.").removeprefix("content")
    return f"{field}: {refusal.message}" if field else refusal.message


def _said(said: Any, content: dict[str, Any]) -> Any:
    return _key(said.kind, said.text, content), said.title, said.feedback


def _words(version: QuestionVersion) -> str:
    return _key(version.kind, version.text, version.content)


def _key(kind: str, text: str, content: dict[str, Any]) -> str:
    """What a question says, without the ids that its rows were given by chance."""
    return repr((kind, text, _bare(content)))


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    texts = {row["id"]: row["text"] for row in value.get("options", ())}
    plain = [(name, _bare(each)) for name, each in value.items() if name not in ("id", "pairs")]
    if "pairs" in value:
        plain.append(("pairs", [(row["text"], texts[row["option"]]) for row in value["pairs"]]))
    return sorted(plain)
