"""Questions of a file beside those of a bank: which are new, which have changed, which are there already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.markdown import render

from ..exchange.found import Found
from ..models import Course, QuestionVersion, QuizQuestion
from ..questions import KINDS
from .writing import checked

# What our renderer adds to each picture, in no certain order.
ADDED = re.compile(r' (?:loading="lazy"|decoding="async")')


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


def steps_of(course: Course, found: Iterable[Found]) -> list[Step]:
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
        if found.kind not in KINDS:
            return Step(found, "left_out", reason=f"There are no questions of the kind “{found.kind[:40]}” here.")
        try:
            content = checked(found.kind, found.text, deepcopy(found.content))
        except Invalid as refusal:
            return Step(found, "left_out", reason=_reason(refusal))
        words = _key(found.kind, render(found.text), content)
        twin = self._seen.setdefault(found.id or words, found.place)
        if twin != found.place:
            return Step(found, "left_out", reason=f"It is the same as number {twin} of the file.")
        return self._known(found, content) if found.id in self._by_id else self._unknown(found, words)

    def _known(self, found: Found, content: dict[str, Any]) -> Step:
        """The file has a name for it, and the bank knows that name."""
        question = self._by_id[found.id]
        if found.kind != question.versions[-1].kind:
            return Step(found, "left_out", question, "The bank has it under this name, as a question of another kind.")
        if not found.content:
            content = found.content = question.versions[-1].content
        if any(_says(version, found, content) for version in question.versions[:-1]):
            return Step(found, "same", question, "It was changed here since; that stays.")
        # A format that has no place for categories or tags takes none away.
        filed = found.category in ("", question.category) and (not found.tags or found.tags == question.tags)
        is_same = _says(question.versions[-1], found, content) and filed
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


def _says(version: QuestionVersion, found: Found, content: dict[str, Any]) -> bool:
    """Whether a version says what was found; what the file's format has no place for is no difference."""
    titles = ("", version.title, version.name)
    feedback = ("", _plain(version.feedback))
    return (
        found.title in titles
        and _plain(found.feedback) in feedback
        and _words(version) == _key(found.kind, render(found.text), content)
    )


def _words(version: QuestionVersion) -> str:
    return _key(version.kind, version.html, version.content)


def _key(kind: str, html: str, content: dict[str, Any]) -> str:
    """What a question says as learners see it, without the ids that its rows were given by chance."""
    bare = _bare(content)
    return repr((kind, _plain(ADDED.sub("", html)), _whole(bare) if kind == "multiple" else bare))


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, str):
        return _plain(value)
    if not isinstance(value, dict):
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    texts = {row["id"]: _plain(row["text"]) for row in value.get("options", ())}
    plain = {name: _bare(each) for name, each in value.items() if name not in ("id", "pairs", "options")}
    if "pairs" in value:
        plain["pairs"] = [(_plain(row["text"]), texts[row["option"]]) for row in value["pairs"]]
        plain["options"] = sorted(texts.values())
    return dict(sorted(plain.items()))


def _whole(content: dict[str, Any]) -> dict[str, Any]:
    """The same with shares of which the positive ones are 100 together: they are worth the same."""
    whole = sum(row["fraction"] for row in content["choices"] if row["fraction"] > 0)
    rows = [row | {"fraction": round(row["fraction"] / whole, 4)} for row in content["choices"]]
    return content | {"choices": rows}


def _plain(text: str) -> str:
    return " ".join(text.split())
