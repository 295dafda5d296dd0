"""What a quiz can be set to: what is asked, how long, how often, what counts and what is shown afterwards."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from educrowd.core.api import Schema, fields, validate

from ..limits import CATEGORY

MOST_SLOTS, MOST_MINUTES, MOST_ATTEMPTS, MOST_POINTS = 200, 7 * 24 * 60, 100, 1_000
COUNTS = {"highest": "The highest", "last": "The last", "first": "The first", "average": "The average of all"}
REVIEW = {
    "submitted": "After each attempt",
    "due": "After it is due",
    "attempts": "After all attempts are used",
    "never": "Never",
}


class Slot(Schema):
    """A question by its uid, or so many drawn at random from a category."""

    question = fields.String(load_default="", validate=validate.Length(max=40))
    category = fields.String(load_default="", validate=validate.Length(max=CATEGORY))
    draw = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 100))
    points = fields.Float(load_default=1.0, validate=validate.Range(0, MOST_POINTS))

    @ma.validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data["question"]) == bool(data["category"]):
            raise ma.ValidationError("Name a question or a category.", "question")


class QuizSettings(Schema):
    """`minutes` and `attempts` 0: no limit. `review` says when the marks are shown, `answers` if the right ones are."""

    slots = fields.List(fields.Nested(Slot), load_default=list, validate=validate.Length(max=MOST_SLOTS))
    minutes = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, MOST_MINUTES))
    attempts = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, MOST_ATTEMPTS))
    counts = fields.String(load_default="highest", validate=validate.OneOf(COUNTS))
    pass_percent = fields.Integer(strict=True, load_default=50, validate=validate.Range(0, 100))
    shuffle = fields.Boolean(load_default=False)
    review = fields.String(load_default="submitted", validate=validate.OneOf(REVIEW))
    answers = fields.Boolean(load_default=True)

    @ma.validates_schema
    def ends(self, data: dict[str, Any], **_: Any) -> None:
        if data["review"] == "attempts" and not data["attempts"]:
            raise ma.ValidationError("Limit the attempts: otherwise there is no last one.", "review")

    @ma.validates_schema
    def asks_once(self, data: dict[str, Any], **_: Any) -> None:
        asked = [slot["question"] for slot in data["slots"] if slot["question"]]
        if len(set(asked)) < len(asked):
            raise ma.ValidationError("A question can stand in a quiz only once.", "slots")


def settings_of(lesson: Any) -> dict[str, Any]:
    """All settings of a quiz, also those that nobody has set."""
    loaded: Any = QuizSettings().load(lesson.settings)
    return loaded


def rules_of(attempt: Any) -> dict[str, Any]:
    """What the quiz says now; of one that was taken out, what it said when the attempt began."""
    lessons = attempt.enrollment.course.edition.lessons
    lesson = next((each for each in lessons if each.uid == attempt.lesson_uid and each.kind == "quiz"), None)
    return settings_of(lesson) if lesson else attempt.rules


def asks(settings: dict[str, Any]) -> int:
    """How many questions an attempt has, if there are as many."""
    return sum(1 if slot["question"] else slot["draw"] for slot in settings["slots"])
