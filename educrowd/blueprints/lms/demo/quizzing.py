"""A course of the demonstration with quizzes: questions of most kinds, attempts of all sorts, essays that wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow

from ..bank.writing import write
from ..models import Attempt, Course, Enrollment
from ..quizzes.attempting import begin, save, submit
from ..quizzes.slotting import with_draw, with_questions

TITLE, ESSAY = "What stays in your head?", "In your own words"
SKY = "The sky in spring"
PLANETS = (("p1", "Mercury"), ("p2", "Venus"), ("p3", "Earth"), ("p4", "Mars"))
# Kind, category, text, content, the right answer, a wrong one.
QUESTIONS: tuple[tuple[str, str, str, dict[str, Any], Any, Any], ...] = (
    (
        "choice",
        "",
        "Which star stands still while all others turn?",
        {
            "choices": [
                {"id": "polaris", "text": "Polaris", "fraction": 100, "feedback": "It stands close to the pole."},
                {"id": "sirius", "text": "Sirius", "feedback": "It is the brightest, and it rises and sets."},
                {"id": "vega", "text": "Vega", "feedback": "It will be the pole star, in twelve thousand years."},
            ]
        },
        "polaris",
        "sirius",
    ),
    (
        "multiple",
        "",
        "Which of these are planets that you see without a telescope?",
        {
            "choices": [
                {"id": "venus", "text": "Venus", "fraction": 50},
                {"id": "jupiter", "text": "Jupiter", "fraction": 50},
                {"id": "neptune", "text": "Neptune", "fraction": -50},
                {"id": "pluto", "text": "Pluto", "fraction": -50},
            ]
        },
        ["jupiter", "venus"],
        ["neptune", "venus"],
    ),
    ("order", "", "From the sun outwards.", {"items": [{"id": id, "text": name} for id, name in PLANETS]}, None, None),
    (
        "match",
        "",
        "Which color has which star?",
        {
            "pairs": [
                {"id": "betelgeuse", "text": "Betelgeuse", "option": "orange"},
                {"id": "rigel", "text": "Rigel", "option": "blue"},
            ],
            "options": [{"id": "orange", "text": "Orange"}, {"id": "blue", "text": "Blue-white"}],
        },
        {"betelgeuse": "orange", "rigel": "blue"},
        {"betelgeuse": "blue", "rigel": "blue"},
    ),
    (
        "cloze",
        "",
        "The Plough has [[1]] stars; the two at its end point to the [[2]].",
        {
            "gaps": [
                {"id": "g1", "kind": "numeric", "content": {"answers": [{"value": "7", "tolerance": "0"}]}},
                {"id": "g2", "kind": "short", "content": {"answers": [{"text": "Pole Star"}, {"text": "Polaris"}]}},
            ]
        },
        {"g1": "7", "g2": "Pole Star"},
        {"g1": "5", "g2": "Moon"},
    ),
    ("truefalse", SKY, "Orion is best seen in spring.", {"correct": False}, False, True),
    (
        "short",
        SKY,
        "Which constellation has the Plough in it?",
        {"answers": [{"text": "Ursa Major"}, {"text": "Great Bear"}]},
        "Great Bear",
        "Orion",
    ),
    (
        "numeric",
        SKY,
        "How many degrees does the sky turn in an hour?",
        {"answers": [{"value": "15", "tolerance": "0.5"}]},
        "15",
        "30",
    ),
)
# Who knows how much, in percent, attempt by attempt.
SKILLS = ((90,), (40, 80), (100,), (20, 55), (75,), (60,), (30,), (85,))


def add_quizzes(course: Course, *, by: Any) -> None:
    """In the draft, at the end of the second part."""
    named = [_question(course, said, by) for said in QUESTIONS]
    essay = write(course, by=by, kind="essay", text="Describe the sky of one evening.", content={"least_words": 20})
    slots = with_draw(with_questions([], [each.uid for each in named if not each.category]), SKY, 2)
    timed = {"slots": slots, "minutes": 10, "attempts": 3, "pass_percent": 60, "shuffle": False}
    section, words = course.sections[-1], "Ten minutes, three attempts; the best one counts."
    course.add_lesson(TITLE, section=section, kind="quiz", settings=timed, required=False, body=words)
    course.add_lesson(
        ESSAY, section=section, kind="quiz", settings={"slots": with_questions([], [essay.uid])}, required=False
    )


def take_quizzes(course: Course) -> None:
    """Attempts of learners, the last of them today; two essays wait for a person."""
    learners = list(
        db.session.scalars(
            select(Enrollment)
            .where(Enrollment.course_id == course.id, Enrollment.status != "closed")
            .order_by(Enrollment.id)
        )
    )
    quiz, essay = (_published(course, title) for title in (TITLE, ESSAY))
    for number, (learner, skills) in enumerate(zip(learners[1:], SKILLS, strict=False), start=1):
        for place, skill in enumerate(skills):
            _take(learner, quiz, skill, salt=number * 7, days_ago=len(SKILLS) - number + 2 - place)
    for learner in learners[2:4]:
        attempt = begin(learner, essay)
        words = (
            "Clear after the rain. Arcturus was up first, orange over the roofs, and the Plough stood high above it."
        )
        save(attempt, {attempt.questions[0]: words})
        submit(attempt)


def _take(learner: Enrollment, quiz: Any, skill: int, *, salt: int, days_ago: int) -> None:
    attempt = begin(learner, quiz)
    known = {text: (right, wrong) for _, _, text, _, right, wrong in QUESTIONS}
    for place, question in enumerate(attempt.questions):
        right, wrong = known[question.version.text]
        if question.version.kind == "order":
            right, wrong = ["p1", "p2", "p3", "p4"], ["p2", "p1", "p3", "p4"]
        save(attempt, {question: right if (salt + place * 37) % 100 < skill else wrong})
    submit(attempt)
    _date(attempt, timedelta(days=days_ago), took=timedelta(minutes=3 + salt % 6))


def _date(attempt: Attempt, ago: timedelta, *, took: timedelta) -> None:
    ended = utcnow() - ago
    attempt.submitted_at, attempt.started_at = ended, ended - took
    attempt.deadline_at = attempt.started_at + timedelta(minutes=10)


def _question(course: Course, said: tuple[Any, ...], by: Any) -> Any:
    kind, category, text, content, *_ = said
    return write(course, by=by, kind=kind, category=category, text=text, content=content)


def _published(course: Course, title: str) -> Any:
    return next(lesson for lesson in course.edition.lessons if lesson.title == title)
