"""A quiz for the tests: one question of each of four kinds, with words in its answers that may not get out."""

from __future__ import annotations

from educrowd.blueprints.lms.bank.writing import write

# None of these is offered to choose from, so whoever reads one of them has been told the answer.
CANARIES = ("canary-because", "canary-general", "canary-word", "canary-note")


def choices(right="Polaris", wrong="Vega"):
    return {
        "choices": [
            {"id": "right", "text": right, "fraction": 100},
            {"id": "wrong", "text": wrong, "feedback": "canary-because it sets"},
        ]
    }


def questions_of(course, author):
    """A choice, a short text, an order and an essay, in that order."""
    said = {
        "choice": ("Which star stands still?", choices()),
        "short": ("What is the Great Bear called?", {"answers": [{"text": "canary-word"}]}),
        "order": ("From the sun outwards", {"items": [{"id": name, "text": name.title()} for name in PLANETS]}),
        "essay": ("Describe the sky.", {"note": "canary-note"}),
    }
    return {
        kind: write(course, by=author, kind=kind, text=text, content=content, feedback="canary-general")
        for kind, (text, content) in said.items()
    }


PLANETS = ("mercury", "venus", "earth")


def slot(question, points=1.0):
    return {"question": question.uid, "category": "", "draw": 1, "points": points}


def add_quiz(course, questions, **settings):
    """A published quiz that asks these questions."""
    slots = [slot(question) for question in questions]
    lesson = course.add_lesson("What do you know?", kind="quiz", settings={"slots": slots} | settings)
    course.publish()
    return lesson
