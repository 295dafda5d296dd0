"""What a quiz asks, arranged: slots with a question each, or with some drawn from a category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from educrowd.core.errors import Invalid

from .settings import MOST_SLOTS

Slots = list[dict[str, Any]]


def with_points(slots: Slots, points: Sequence[float | None]) -> Slots:
    """Each slot with these points; None leaves them."""
    return [
        slot if worth is None else slot | {"points": worth} for slot, worth in zip(slots, points, strict=False)
    ] + slots[len(points) :]


def moved(slots: Slots, place: int, *, by: int) -> Slots:
    """One of them so many places further down; past an end it stays there."""
    if not 0 <= place < len(slots):
        return slots
    rest = slots[:place] + slots[place + 1 :]
    to = max(0, min(place + by, len(rest)))
    return [*rest[:to], slots[place], *rest[to:]]


def without(slots: Slots, place: int) -> Slots:
    return [slot for at, slot in enumerate(slots) if at != place]


def with_questions(slots: Slots, uids: Sequence[str], *, points: float = 1.0) -> Slots:
    """These questions at the end; one that is asked already is not asked twice."""
    asked = {slot["question"] for slot in slots}
    new = [uid for uid in dict.fromkeys(uids) if uid not in asked]
    return _room([*slots, *({"question": uid, "category": "", "draw": 1, "points": points} for uid in new)])


def with_draw(slots: Slots, category: str, draw: int, *, points: float = 1.0) -> Slots:
    """So many of a category at the end."""
    return _room([*slots, {"question": "", "category": category, "draw": draw, "points": points}])


def _room(slots: Slots) -> Slots:
    if len(slots) > MOST_SLOTS:
        raise Invalid(None, f"A quiz has at most {MOST_SLOTS} rows.")
    return slots
