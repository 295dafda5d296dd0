"""From what was ever said about a learner's grades to the grade, with every step of the way: pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that gives grades; it counts in its group, if it has one."""

    uid: str
    title: str
    out_of: Decimal = HUNDRED
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: int | None
    title: str
    weight: Decimal = HUNDRED
    drop_lowest: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """What counts and how much. Without groups everything counts; with groups only what is in one."""

    items: Sequence[Item]
    groups: Sequence[Group] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How a learner stands in one item: graded, dropped, exempt, or "" while there is no grade."""

    item: Item
    state: str = ""
    points: Decimal | None = None
    out_of: Decimal | None = None

    @property
    def percent(self) -> Decimal | None:
        return None if self.points is None or self.out_of is None else rounded(self.points / self.out_of * HUNDRED)

    @property
    def counted(self) -> Decimal:
        """Its points as the item weighs them."""
        return rounded((self.points or Decimal(0)) / (self.out_of or 1) * self.item.out_of)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: `expression` comes to `result`, to the hundredth."""

    label: str
    expression: str
    result: Decimal

    def __str__(self) -> str:
        return f"{plain(self.result)} = {self.expression}"


@dataclass(frozen=True, slots=True)
class Grade:
    """So far: what has no grade yet does not count. `percent` is None while nothing does."""

    percent: Decimal | None
    marks: Sequence[Mark]
    steps: Sequence[Step]

    def mark_of(self, uid: str) -> Mark | None:
        return next((mark for mark in self.marks if mark.item.uid == uid), None)


def fold(changes: Iterable[Any], scheme: Scheme) -> Grade:
    """The grade that the changes of one learner, oldest first, come to, and how."""
    marks = _marks(changes, scheme)
    if not scheme.groups:
        everything = Group(None, "Course")
        marks, steps = _count(marks, everything)
        return Grade(steps[-1].result if steps else None, marks, steps)
    return _weighed(marks, scheme)


def _marks(changes: Iterable[Any], scheme: Scheme) -> list[Mark]:
    latest: dict[str, Any] = {}
    for change in changes:
        if change.change != "extension":
            latest[change.item_uid] = change
    return [_mark(item, latest.get(item.uid)) for item in scheme.items]


def _mark(item: Item, said: Any) -> Mark:
    if said is None or said.change == "do_over":
        return Mark(item)
    return Mark(item, said.change, said.points, said.out_of)


def _weighed(marks: list[Mark], scheme: Scheme) -> Grade:
    steps: list[Step] = []
    results: list[tuple[Group, Decimal]] = []
    seen: dict[str, Mark] = {mark.item.uid: mark for mark in marks}
    for group in scheme.groups:
        counted, own = _count([mark for mark in marks if mark.item.group == group.id], group)
        seen |= {mark.item.uid: mark for mark in counted}
        steps += own
        if own:
            results.append((group, own[-1].result))
    if results:
        steps.append(_total(results))
    return Grade(steps[-1].result if results else None, [seen[mark.item.uid] for mark in marks], steps)


def _count(marks: list[Mark], group: Group) -> tuple[list[Mark], list[Step]]:
    """The marks with what is dropped, and the steps to the group's percent: the last one is that."""
    dropped = _dropped([mark for mark in marks if mark.state == "graded"], group.drop_lowest)
    marks = [Mark(mark.item, "dropped", mark.points, mark.out_of) if mark in dropped else mark for mark in marks]
    counting = [mark for mark in marks if mark.state == "graded"]
    if not counting:
        return marks, []
    return marks, [*map(_item_step, counting), _group_step(counting, group)]


def _dropped(graded: list[Mark], number: int) -> list[Mark]:
    """The lowest, and never the last one that is left."""
    lowest_first = sorted(graded, key=lambda mark: (mark.points or 0) / (mark.out_of or 1))
    return lowest_first[: min(number, len(graded) - 1)] if graded else []


def _item_step(mark: Mark) -> Step:
    ratio = f"{plain(mark.points)} ÷ {plain(mark.out_of)} × {plain(mark.item.out_of)}"
    return Step(mark.item.title, ratio, mark.counted)


def _group_step(counting: list[Mark], group: Group) -> Step:
    points = " + ".join(plain(mark.counted) for mark in counting)
    possible = " + ".join(plain(mark.item.out_of) for mark in counting)
    share = sum((mark.counted for mark in counting), Decimal(0)) / sum(mark.item.out_of for mark in counting)
    return Step(group.title, f"({points}) ÷ ({possible}) × 100", rounded(share * HUNDRED))


def _total(results: list[tuple[Group, Decimal]]) -> Step:
    whole = sum((group.weight for group, _ in results), Decimal(0))
    value = sum((group.weight * percent for group, percent in results), Decimal(0)) / whole
    scale = HUNDRED if whole == HUNDRED else Decimal(1)
    sums = " + ".join(f"{plain(group.weight / scale)} × {plain(percent)}" for group, percent in results)
    return Step("Course", sums if whole == HUNDRED else f"({sums}) ÷ {plain(whole)}", rounded(value))


def rounded(value: Decimal) -> Decimal:
    """To the hundredth, halves up, as people round."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal | None) -> str:
    """Digits without zeros that say nothing: 72, 66.67, 0.4."""
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
