"""How a project is doing day by day, and where that leads if it goes on so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import Date, cast, func, select

from educrowd.core.currencies import currencies
from educrowd.core.db import db, utcnow
from educrowd.core.formatting import zone

from ..models import Pledge, Project
from ..models.pledge import LIVE_STATES

DAYS_LOOKED_AT = 7
FEWEST_DAYS = 3
SECONDS_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it may end, in minor units, and from how many whole days that was worked out."""

    low: int
    middle: int
    high: int
    days: int

    def rounded_to(self, unit: int) -> Forecast:
        """The same without a precision that it does not have."""
        low, middle, high = (round(amount / unit) * unit for amount in (self.low, self.middle, self.high))
        return Forecast(low, middle, high, self.days)


@dataclass(frozen=True, slots=True)
class Pace:
    """What was pledged on each day since the launch (of what still counts), today last."""

    first: date
    amounts: tuple[int, ...]

    @property
    def days(self) -> list[tuple[str, int]]:
        return [(_label(self.first, place), amount) for place, amount in enumerate(self.amounts)]

    @property
    def grown(self) -> list[tuple[str, int]]:
        return [(_label(self.first, place), amount) for place, amount in enumerate(accumulate(self.amounts))]


def pace_of(project: Project) -> Pace:
    """The days on the site's clock, from the launch to today or the end."""
    now = utcnow()
    first = (project.launched_at or now).astimezone(zone()).date()
    last = min(now, project.deadline or now).astimezone(zone()).date()
    day = cast(func.timezone(str(zone()), Pledge.activated_at), Date)
    rows = db.session.execute(
        select(day, func.sum(Pledge.amount))
        .where(Pledge.project_id == project.id, Pledge.state.in_((*LIVE_STATES, "refunded")))
        .group_by(day)
    )
    sums = {when: int(amount) for when, amount in rows}
    return Pace(first, tuple(sums.get(first + timedelta(days=n), 0) for n in range((last - first).days + 1)))


def length_of(project: Project) -> int:
    """How many days it runs in all."""
    if project.deadline is None or project.launched_at is None:
        return 1
    return (project.deadline.astimezone(zone()).date() - project.launched_at.astimezone(zone()).date()).days + 1


def forecast_of(project: Project, pace: Pace) -> Forecast | None:
    """Where a project that takes pledges may end."""
    days_left = project.time_left.total_seconds() / SECONDS_A_DAY
    found = forecast(pace.amounts, days_left=days_left) if project.is_open else None
    return found and found.rounded_to(10 ** currencies()[project.currency].exponent)


def forecast(amounts: Sequence[int], *, days_left: float) -> Forecast | None:
    """What there is, and for each day left as much as came on a day of the last week; None before three whole days.

    The middle takes the week's average; low and high that of its weakest and strongest three days. The rush that
    many projects see at their end is not in it.
    """
    whole = sorted(amounts[:-1][-DAYS_LOOKED_AT:])
    if len(whole) < FEWEST_DAYS or days_left <= 0:
        return None
    there, most = sum(amounts), FEWEST_DAYS
    rates = (sum(whole[:most]) / most, sum(whole) / len(whole), sum(whole[-most:]) / most)
    low, middle, high = (there + round(rate * days_left) for rate in rates)
    return Forecast(low, middle, high, len(whole))


def _label(first: date, place: int) -> str:
    return f"{first + timedelta(days=place):%b %-d}"
