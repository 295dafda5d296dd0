"""Where an amount and its goals lie on the bar of a thermometer."""

from typing import Any, NamedTuple


class Tick(NamedTuple):
    """A goal on a thermometer, `at` percent of its length."""

    at: float
    amount: Any
    passed: bool


class Scale(NamedTuple):
    """A thermometer: the share of the goal, the filled share of the bar, the goals on it, the matched end of it."""

    percent: int
    filled: float
    ticks: list[Tick]
    matched: float = 0


def scaled(raised: Any, goal: Any, stretch: Any = (), matched: Any = 0) -> Scale:
    """Lay an amount, the part of it that others add, and its goals along a bar: Money or minor units alike."""
    goals = sorted([goal, *stretch], key=_minor)
    length = max(_minor(goals[-1]), _minor(raised), 1)
    ticks = [Tick(_share(one, length), one, _minor(raised) >= _minor(one)) for one in goals]
    percent = 100 * _minor(raised) // max(_minor(goal), 1)
    is_plain = len(ticks) == 1 and ticks[0].at >= 100
    return Scale(percent, _share(raised, length), [] if is_plain else ticks, _share(matched, length))


def _share(amount, length):
    return round(min(100 * _minor(amount) / length, 100), 2)


def _minor(amount):
    return getattr(amount, "minor", amount)
