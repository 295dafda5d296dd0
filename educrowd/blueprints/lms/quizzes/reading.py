"""Quizzes as programs see them."""

from __future__ import annotations

from typing import Any

from ..bank.picturing import loaded_at
from ..bank.writing import write
from ..models import Attempt, Course, Enrollment, Lesson
from .asking import asked_of
from .attempting import Allowance, allowance_of
from .reviewing import ALL, Sight, lines_of, pictures_of, sight_of
from .settings import asks, rules_of, settings_of

SHOWN = ("lesson_id", "uid", "title", "section", "tenant_id", "created_at", "updated_at")


def add_quiz(
    course: Course, *, by: Any, title: str, settings: dict[str, Any], questions: list[dict[str, Any]], section: Any
) -> Lesson:
    """A quiz lesson, with new questions of the bank after those that its settings name."""
    slots = list(settings["slots"])
    for said in questions:
        points = said.pop("points")
        question = write(course, by=by, **said)
        slots.append({"question": question.uid, "category": "", "draw": 1, "points": points})
    return course.add_lesson(title, section=section, kind="quiz", settings=settings | {"slots": slots})


def facts_of(lesson: Any, enrollment: Enrollment | None, *, edits: bool) -> dict[str, Any]:
    """A quiz with what it is set to and where its learner stands."""
    settings = settings_of(lesson)
    facts = {name: getattr(lesson, name) for name in SHOWN} | {
        "asks": asks(settings),
        "review_when": settings["review"],
        "settings": settings if edits else None,
        "questions": [],
        **{name: settings[name] for name in ("minutes", "attempts", "counts", "pass_percent")},
    }
    return facts | (_standing(allowance_of(enrollment, lesson)) if enrollment else {})


def _standing(allowance: Allowance) -> dict[str, Any]:
    window, opened = allowance.window, allowance.open
    return {
        "minutes": allowance.minutes,
        "attempts_left": allowance.left,
        "open_attempt_id": opened and opened.id,
        "opens_at": window.opens_at,
        "due_at": window.due_at,
        "closes_at": window.closes_at,
        "questions": asked_in(opened) if opened else [],
    }


def asked_in(attempt: Attempt) -> list[dict[str, Any]]:
    """The questions of an attempt without anything that tells the answer, with what was answered."""
    return [
        {
            "question_id": question.version.question_id,
            "position": question.position,
            "kind": asked.kind,
            "html": asked.html,
            "parts": asked.parts,
            "points": question.points,
            "answer": question.answer,
        }
        for question in attempt.questions
        for asked in [asked_of(question.version, attempt.uid)]
    ]


def shown(attempt: Attempt, *, to_maker: bool = False) -> dict[str, Any]:
    """An attempt with what may be seen of it."""
    sight = ALL if to_maker and not attempt.is_open else sight_of(attempt)
    brief = ("id", "lesson_id", "tenant_id", "created_at", "updated_at", "enrollment_id", "number", "state", "seq")
    times = ("started_at", "deadline_at", "submitted_at")
    return {name: getattr(attempt, name) for name in (*brief, *times)} | {
        "questions": asked_in(attempt),
        "score": _score(attempt, sight),
        "review": lines_of(attempt, sight) if sight.marks else None,
        "pictures": loaded_at(f"attempts/{attempt.id}", pictures_of(attempt)),
    }


def _score(attempt: Attempt, sight: Sight) -> dict[str, Any] | None:
    if not sight.score:
        return None
    passed = not attempt.waits and attempt.percent >= rules_of(attempt)["pass_percent"]
    facts = {name: getattr(attempt, name) for name in ("points", "out_of", "percent", "waits")}
    return facts | {"passed": passed}
