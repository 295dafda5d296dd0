"""A project as a text file: facts, an empty line, the story, and the risks at the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says; amounts in minor units; `stage` is live or ended."""

    title: str
    summary: str
    story: str
    risks: str
    goal_amount: int
    stage: str
    days: int
    backers: int
    kind: str
    course: str
    rewards: tuple[dict[str, Any], ...]
    updates: tuple[dict[str, str], ...]
    category: str
    stretch_goals: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, str], ...]


def tell(path: Path) -> Told:
    """Read one project."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = [line.split(": ", 1) for line in head.splitlines()]
    facts = {name: value for name, value in lines if name not in ("Reward", "Stretch", "Question")}
    body, *updates = body.split("\n## Update: ")
    story, _, risks = body.partition("\n## Risks\n")
    return Told(
        title=facts["Title"],
        summary=facts["Summary"],
        story=story.strip(),
        risks=risks.strip(),
        goal_amount=int(facts["Goal"]) * 100,
        stage=facts["Stage"],
        days=int(facts.get("Days", 0)),
        backers=int(facts.get("Backers", 0)),
        kind=facts.get("Kind", "all_or_nothing"),
        course=facts.get("Course", ""),
        rewards=tuple(_reward(value) for name, value in lines if name == "Reward"),
        updates=tuple(map(_update, updates)),
        category=facts.get("Category", ""),
        stretch_goals=tuple(_stretch_goal(value) for name, value in lines if name == "Stretch"),
        questions=tuple(_question(value) for name, value in lines if name == "Question"),
    )


def _update(text: str) -> dict[str, str]:
    """`Title (backers)`, an empty line, the text."""
    title, _, body = text.partition("\n\n")
    is_gated = title.endswith(" (backers)")
    audience = "entitled" if is_gated else "everyone"
    return {"title": title.removesuffix(" (backers)"), "body_markdown": body.strip(), "audience": audience}


def _reward(line: str) -> dict[str, Any]:
    """`25 | 40 | Seat in the course | What it is`: price, quantity (or -), title, description."""
    price, quantity, title, description = (part.strip() for part in line.split("|"))
    return {
        "amount": int(price) * 100,
        "quantity": None if quantity == "-" else int(quantity),
        "title": title,
        "description": description,
        "gives_course": "course" in title.lower() + description.lower(),
    }


def _stretch_goal(line: str) -> dict[str, Any]:
    """`3200 | A second test bench`."""
    amount, title = (part.strip() for part in line.split("|"))
    return {"amount": int(amount) * 100, "title": title}


def _question(line: str) -> dict[str, str]:
    """`Do I need tools? | No, all of them are there.`"""
    question, answer = (part.strip() for part in line.split("|"))
    return {"question": question, "answer": answer}
