"""Grading by a rubric: pure arithmetic over criteria and levels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from educrowd.core.errors import Invalid

from ..grading.folding import plain, rounded

MOST_CRITERIA, MOST_LEVELS, MOST_POINTS = 20, 10, 1_000
NUMBER = re.compile(r"\d{1,4}([.,]\d{1,2})?\Z")

Criteria = Sequence[Mapping[str, Any]]


def read_levels(text: str) -> list[dict[str, str]]:
    """Levels as people write them, a line each: `3 | Clear | Every star is named`; Invalid with the line's number."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not 2 <= len(lines) <= MOST_LEVELS:
        raise Invalid("levels", f"Write from 2 to {MOST_LEVELS} levels, one a line.")
    return [_level(number, line) for number, line in enumerate(lines, start=1)]


def write_levels(levels: Sequence[Mapping[str, str]]) -> str:
    """The same as text."""
    parts = ([level["points"], level["title"], level["description"]] for level in levels)
    return "\n".join(" | ".join(part for part in each if part) for each in parts)


def best_of(criterion: Mapping[str, Any]) -> Decimal:
    return max(Decimal(level["points"]) for level in criterion["levels"])


def total(criteria: Criteria) -> Decimal:
    """What the best work gets."""
    return sum(map(best_of, criteria), Decimal(0))


def mark(
    criteria: Criteria, chosen: Mapping[str, tuple[int, str]], out_of: Decimal
) -> tuple[Decimal, list[dict[str, str]]]:
    """Points out of `out_of`, and what was said of each criterion; `chosen` is level (from 1) and comment by its id."""
    marks = [_mark(criterion, *_chosen(criterion, chosen)) for criterion in criteria]
    reached = sum((Decimal(each["points"]) for each in marks), Decimal(0))
    return rounded(reached / total(criteria) * out_of), marks


def _level(number: int, line: str) -> dict[str, str]:
    points, title, description = (part.strip() for part in (line + "||").split("|", 2))
    if not NUMBER.match(points) or Decimal(points.replace(",", ".")) > MOST_POINTS:
        raise Invalid("levels", f"Line {number}: begin with the points, as in “3 | Clear | Every star is named”.")
    if not title:
        raise Invalid("levels", f"Line {number}: give the level a title after the points.")
    known = {"title": title[:100], "description": description.strip("| ")[:500]}
    return {"points": plain(Decimal(points.replace(",", "."))), **known}


def _chosen(criterion: Mapping[str, Any], chosen: Mapping[str, tuple[int, str]]) -> tuple[Mapping[str, str], str]:
    level, comment = chosen.get(criterion["id"], (0, ""))
    if not 1 <= level <= len(criterion["levels"]):
        raise Invalid("marks", f"Choose a level for “{criterion['title']}”.")
    return criterion["levels"][level - 1], comment


def _mark(criterion: Mapping[str, Any], level: Mapping[str, str], comment: str) -> dict[str, str]:
    said = {"criterion": criterion["title"], "level": level["title"], "comment": comment}
    return {**said, "points": level["points"], "out_of": plain(best_of(criterion))}
