"""How much of a plan a site uses: the one place that says "this is full".

A module counts what it keeps (`@counts("courses")`) and asks before it makes more (`require_room("courses")`).
Where a plan has no limit nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from sqlalchemy import func, select

from .current import current
from .db import bound_tenant_id, db
from .errors import Invalid

Count = TypeVar("Count", bound=Callable[[], int])


@dataclass(frozen=True, slots=True)
class Meter:
    """Something that plans hold so much of; `unit` is how many of what is counted make one of what plans name."""

    label: str
    full: str
    remedy: str
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of one thing a site uses; `allowed` is its plan's limit, None where there is none."""

    label: str
    used: int
    allowed: int | None

    @property
    def is_full(self) -> bool:
        return self.allowed is not None and self.used >= self.allowed


METERS = {
    "members": Meter("Members", "holds {limit} members", "End the roles of some"),
    "courses": Meter("Courses", "holds {limit} courses", "Archive one"),
    "projects": Meter("Projects at a time", "holds {limit} projects at a time", "Wait for one to end"),
    "storage_mb": Meter("Storage in MB", "holds {limit} MB of files", "Remove some", unit=1_000_000),
    "mails_a_month": Meter("Letters this month", "sends {limit} letters a month", "Wait for the next month"),
}
FEATURES = {"api": "API keys and webhooks", "custom_domain": "A domain of your own"}

_counts: dict[str, list[Callable[[], int]]] = {}
_offered: set[str] = set()


class PlanFull(Invalid):
    """The site's plan holds no more of this."""

    code = "plan_limit"
    status = 409


class NotInPlan(Invalid):
    """The site's plan does not contain this."""

    code = "plan_feature"
    status = 409


def counts(meter: str) -> Callable[[Count], Count]:
    """Register who counts what there is now; several counts of one meter are added."""
    assert meter in METERS, meter

    def register(count: Count) -> Count:
        _counts.setdefault(meter, []).append(count)
        return count

    return register


def offer_feature(feature: str) -> None:
    """Said at start by the module that has it, so that plans speak of nothing that is not there."""
    assert feature in FEATURES, feature
    _offered.add(feature)


def offered_features() -> list[str]:
    return [feature for feature in FEATURES if feature in _offered]


def used(meter: str) -> int:
    """How much there is now, in the plan's unit, a part counted as a whole."""
    return ceil(_amount(meter) / METERS[meter].unit)


def require_room(meter: str, more: int = 1, *, words: str = "") -> None:
    """PlanFull unless the plan holds `more`; `words` for those whom the plan is no business of.

    Whoever asks at the same moment waits for this transaction's end, so two never take the last place.
    """
    limit = current.plan.limit(meter)
    if limit is None:
        return
    line = func.hashtextextended(f"{bound_tenant_id()}.allowance.{meter}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(line)))
    if _amount(meter) + more > limit * METERS[meter].unit:
        raise PlanFull(None, words or _full(meter, limit))


def gauges() -> list[Gauge]:
    """Every meter as it stands."""
    return [Gauge(meter.label, used(name), current.plan.limit(name)) for name, meter in METERS.items()]


def room(meter: str) -> int | None:
    """How much more of what is counted the plan holds; None = as much as one likes."""
    limit = current.plan.limit(meter)
    return None if limit is None else max(0, limit * METERS[meter].unit - _amount(meter))


def require_feature(feature: str) -> None:
    """NotInPlan unless the site's plan contains it."""
    if not current.plan.allows(feature):
        lack = f"“{FEATURES[feature]}” is not part of the plan “{current.plan.name}”."
        raise NotInPlan(None, f"{lack} Choose another plan under Studio → Plan.")


def _amount(meter: str) -> int:
    return sum(count() for count in _counts.get(meter, ()))


def _full(meter: str, limit: int) -> str:
    full = METERS[meter].full.format(limit=f"{limit:,}")
    return f"The plan “{current.plan.name}” {full}. {METERS[meter].remedy}, or choose another plan under Studio → Plan."
