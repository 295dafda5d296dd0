"""What becomes of each line of a list of redirects; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from educrowd.core.errors import Invalid

from .addresses import LONGEST, new_address, old_address, step_after
from .belonging import lists_of

DOES = ("added", "changed")
OUTCOMES = (*DOES, "same", "refused")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it was written."""

    number: int
    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its addresses spelled, what becomes of it (one of OUTCOMES), and why not where it is refused."""

    number: int
    path: str
    target: str
    outcome: str
    why: str = ""
    field: str = ""

    @property
    def does_something(self) -> bool:
        return self.outcome in DOES

    def refused(self, why: str, field: str = "target") -> Line:
        return replace(self, outcome="refused", why=why, field=field)


def plan(known: Mapping[str, str], wanted: Iterable[Wanted]) -> list[Line]:
    """Each line beside what is `known` (path → target); lines that would lead in a circle are refused together."""
    lines = _each_once([_line(known, each) for each in wanted])
    while circling := _circling(known, lines):
        lines = [line.refused("It would lead in a circle.") if line in circling else line for line in lines]
    return lines


def _line(known: Mapping[str, str], wanted: Wanted) -> Line:
    written = Line(wanted.number, wanted.path[:LONGEST], wanted.target[:LONGEST], "refused")
    try:
        path, target = old_address(wanted.path), new_address(wanted.target)
    except Invalid as refusal:
        return written.refused(refusal.message, refusal.field or "")
    if step_after(target) == path:
        return written.refused("It leads to itself.")
    outcome = "added" if path not in known else "same" if known[path] == target else "changed"
    return Line(wanted.number, path, target, outcome)


def _each_once(lines: list[Line]) -> list[Line]:
    """The first line for an address counts."""
    first: dict[str, int] = {}
    for line in lines:
        if line.outcome != "refused":
            first.setdefault(line.path, line.number)
    return [
        line
        if line.outcome == "refused" or first[line.path] == line.number
        else line.refused(f"Line {first[line.path]} says where this address leads.", "path")
        for line in lines
    ]


def _circling(known: Mapping[str, str], lines: list[Line]) -> list[Line]:
    leads = {**known, **{line.path: line.target for line in lines if line.does_something}}
    lost = _circles(leads)
    return [line for line in lines if line.does_something and line.path in lost]


def _circles(leads: Mapping[str, str]) -> set[str]:
    """The addresses from which one comes back to them; each is walked over once."""
    circles: set[str] = set()
    walked: set[str] = set()
    for start in leads:
        trail: dict[str, None] = {}
        path: str | None = start
        while path is not None and path not in walked and path not in trail:
            trail[path] = None
            path = _next(leads, path)
        if path in trail:
            places = list(trail)
            circles |= set(places[places.index(path) :])
        walked |= set(trail)
    return circles


def _next(leads: Mapping[str, str], path: str) -> str | None:
    """The old address that one is led to, by rule as well; None where a page or another site follows."""
    step = step_after(leads[path]) or ""
    bare = step.partition("?")[0]
    return next((each for each in (step, bare, *lists_of(bare)[0]) if each in leads), None)
