"""Recovering: the letters about a charge that failed, and giving up when its window is over.

Core keeps the days; whoever took the money says what the letter is and what follows.
"""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from ..current import current
from ..db import db
from ..jobs import job
from .payment import Payment
from .purposes import PURPOSES
from .recovery import Recovery

BATCH = 500


def begin_recovery(payment: Payment, *, days: int) -> None:
    """Open the window at the first failure; its first letter leaves now, later failures bring none."""
    _write(Recovery.begin(payment, days=days), payment)


@job(queue="payments")
def look_after_recoveries() -> None:
    """Let go of what was not paid in time; remind the others on their days."""
    for payment in _payments_of(Recovery.over().limit(BATCH)):
        PURPOSES[payment.purpose].too_late(payment.id)
    remind()


def remind() -> None:
    """Promise the letters whose day has come; after an outage the latest one speaks for all."""
    if current.tenant.is_closed:
        return  # Their links would lead nowhere.
    waiting = Recovery.open().options(joinedload(Recovery.payment))
    for recovery in db.session.scalars(waiting).all():
        _write(recovery, recovery.payment)


def _write(recovery: Recovery, payment: Payment) -> None:
    """Promise the letter that is due, in the transaction that writes its row."""
    if days := recovery.due_days():
        PURPOSES[payment.purpose].needs_person(payment.id, days[-1])


def _payments_of(recoveries) -> list[Payment]:
    found = db.session.scalars(recoveries.options(joinedload(Recovery.payment)))
    return [recovery.payment for recovery in found]
