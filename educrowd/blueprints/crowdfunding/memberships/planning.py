"""Planning: a member's other amount or reward, from the next month on; the stock keeps it from now on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from educrowd.core.audit import audit
from educrowd.core.db import db

from ..models import PlannedChange, PlannedLine, Pledge, PledgeLine, Project
from ..models.errors import Frozen
from ..models.stock import exchange
from ..pledging.pricing import Quote
from ..pledging.wishes import Wish
from ..signals import membership_changed
from .mailers import send_membership_changing


def plan_change(pledge: Pledge, wish: Wish) -> None:
    """Make the membership what the wish says once the paid month is over; what was planned before is forgotten."""
    pledge = Pledge.locked(pledge.id)
    Project.locked(pledge.project_id, share=True)
    require_changeable(pledge)
    quote = wish.price_at(pledge.project)
    pledge.message, pledge.is_anonymous = wish.message, wish.is_anonymous
    if pledge.planned and _is_like(pledge.planned.lines, quote):
        return
    had_plans = pledge.planned is not None
    if pledge.planned:
        pledge.planned.withdraw()
    if not _is_like(pledge.lines, quote):
        _plan(pledge, wish, quote)
    elif not had_plans:
        return
    _tell(pledge)


def withdraw_change(pledge: Pledge) -> None:
    """It stays as it is."""
    pledge = Pledge.locked(pledge.id)
    if pledge.planned is None:
        raise Frozen("No change of this membership is planned.")
    pledge.planned.withdraw()
    _tell(pledge)


def require_changeable(pledge: Pledge) -> None:
    """Say why it cannot be changed now."""
    if reason := pledge.why_unchangeable:
        raise Frozen(reason)


def _plan(pledge: Pledge, wish: Wish, quote: Quote) -> None:
    has = Counter[tuple[int | None, int | None]]()
    for line in pledge.lines:
        has[line.reward_id, line.variant_id] += line.quantity
    change = PlannedChange(
        pledge_id=pledge.id,
        reward_id=wish.reward.id if wish.reward else None,
        amount=quote.total.minor,
        included_tax=quote.included_tax.minor,
        country=wish.country or None,
        lines=[PlannedLine.like(line, kept=_more(line, has)) for line in quote.lines],
    )
    for place in wish.places_to_take:
        place.take_up(pledge.id)
    exchange(wish.places_to_take, [line.as_kept() for line in change.lines if line.kept])
    db.session.add(change)
    db.session.flush()
    db.session.expire(pledge, ["planned"])


def _more(line: PledgeLine, has: Counter[tuple[int | None, int | None]]) -> int:
    return max(0, line.quantity - has[line.reward_id, line.variant_id]) if line.reward_id else 0


def _tell(pledge: Pledge) -> None:
    amount = pledge.planned.amount if pledge.planned else pledge.amount
    audit("pledge.planned", subject=pledge, project=pledge.project.title, amount=amount, currency=pledge.currency)
    pledge.announce(membership_changed)
    send_membership_changing.later(pledge.id)


def _is_like(lines: list[PledgeLine] | list[PlannedLine], quote: Quote) -> bool:
    return _contents(lines) == _contents(quote.lines)


def _contents(lines: Iterable[PledgeLine | PlannedLine]) -> list[tuple]:
    return sorted((line.kind, line.reward_id or 0, line.variant_id or 0, line.quantity, line.amount) for line in lines)
