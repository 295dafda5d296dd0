"""What the counts say about the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.wall_time import today

from ..models import VisitCount

SPANS = (7, 30, 90, 365)
MOST = 20


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    views: int
    visitors: int


def days_of(span: int) -> list[Day]:
    """The last days, today included, also those on which nobody came."""
    first = _first(span)
    summed = select(VisitCount.day, VisitCount.kind, func.sum(VisitCount.count)).where(VisitCount.day >= first)
    found = {(day, kind): int(total) for day, kind, total in db.session.execute(summed.group_by("day", "kind")).all()}
    listed = [first + timedelta(days=number) for number in range(span)]
    return [Day(day, found.get((day, "page"), 0), found.get((day, "visitor"), 0)) for day in listed]


def most(kind: str, span: int) -> list[tuple[str, int]]:
    """Pages or referrers with the most views."""
    since = _first(span)
    total = func.sum(VisitCount.count)
    found = select(VisitCount.name, total).where(VisitCount.kind == kind, VisitCount.day >= since)
    listed = db.session.execute(found.group_by(VisitCount.name).order_by(total.desc(), VisitCount.name).limit(MOST))
    return [(name, int(count)) for name, count in listed]


def all_counts() -> Select[VisitCount]:
    """Every count, newest day first."""
    return select(VisitCount).order_by(VisitCount.day.desc(), VisitCount.kind, VisitCount.count.desc(), VisitCount.name)


def _first(span: int) -> date:
    """The first of so many days, of which the site's today is the last."""
    return today(current.tenant.timezone) - timedelta(days=span - 1)
