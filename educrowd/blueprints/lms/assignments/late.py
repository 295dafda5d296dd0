"""What lateness costs: a pure function of the assignment's terms, the day it was due and the day it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ..dates.windows import days_later
from ..grading.folding import HUNDRED, plain, rounded

ACCEPT, REFUSE, REDUCE = "accept", "refuse", "reduce"


@dataclass(frozen=True, slots=True)
class Policy:
    """`percent` is taken off for each day that has begun, `most` percent at most."""

    name: str = ACCEPT
    percent: int = 10
    most: int = 50

    @property
    def words(self) -> str:
        """What it means to whoever is late."""
        if self.name == REFUSE:
            return "Nothing can be handed in later."
        if self.name == REDUCE:
            return f"Later, {self.percent}% of the points come off for each day that has begun, {self.most}% at most."
        return "Handed in later, it is marked as late."


@dataclass(frozen=True, slots=True)
class Penalty:
    """How many days late, and what comes off for it."""

    days: int = 0
    percent: int = 0

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def words(self) -> str:
        return f"{self._late}, {self.percent}% off" if self.percent else self._late

    @property
    def _late(self) -> str:
        return f"{self.days} {'day' if self.days == 1 else 'days'} late"

    def apply(self, points: Decimal) -> Decimal:
        """What is left of the points."""
        return rounded(points * (HUNDRED - self.percent) / HUNDRED)

    def explain(self, points: Decimal, out_of: Decimal) -> str:
        """How the points that count came about; nothing where nothing came off."""
        if not self.is_late:
            return ""
        if not self.percent:
            return f"{self.words}."
        return f"{plain(points)} of {plain(out_of)}, less {self.percent}%: {self._late}."


def penalty(policy: Policy, due_at: datetime | None, moment: datetime, zone: ZoneInfo) -> Penalty:
    """Days are those of the clock on the wall: a day that a clock change makes shorter is one all the same."""
    if due_at is None or moment <= due_at:
        return Penalty()
    days = max(1, (moment - due_at).days)
    while days_later(due_at, days, zone) < moment:
        days += 1
    while days > 1 and days_later(due_at, days - 1, zone) >= moment:
        days -= 1
    return Penalty(days, min(policy.percent * days, policy.most) if policy.name == REDUCE else 0)
