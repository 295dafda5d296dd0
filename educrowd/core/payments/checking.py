"""Checking the money of every site, by command and every ten minutes."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import text

from .. import tenancy
from ..current import current
from ..db import db, utcnow
from ..jobs import job
from ..registry import money_checks
from .checks import provider_agrees

MONTH = timedelta(days=30)
LATELY = timedelta(hours=1)
ARRIVES_WITHIN = timedelta(minutes=1)
log = structlog.get_logger()


def findings(look_back: timedelta = MONTH) -> list[str]:
    """What is wrong with the money of the bound site; nothing, one hopes.

    All of our books are looked at, and so much of the provider's lists; its balance tells of what is older.
    """
    return money_checks.collect() + provider_agrees(look_back)


def findings_everywhere() -> dict[str, list[str]]:
    """Findings by site, sites without any included."""
    with tenancy.bind(None):
        ids = db.session.scalars(text("SELECT app.tenants_with_money()")).all()
    found = {}
    for tenant_id in ids:
        with tenancy.bind(tenant_id):
            found[current.tenant.slug] = findings()
    return found


@job
def check_money() -> None:
    """Look at one site's money."""
    _look(LATELY)


@job
def check_month() -> None:
    """The same with the provider's lists of a whole month."""
    _look(MONTH)


@job
def look_again(days: float) -> None:
    """Cry out: what was only under way at the first look has arrived by now."""
    for finding in findings(timedelta(days=days)):
        log.error("money_check", finding=finding)


def _look(look_back: timedelta) -> None:
    # A charge is with the provider a moment before it is in the books.
    if findings(look_back):
        look_again.later(look_back / timedelta(days=1), _at=utcnow() + ARRIVES_WITHIN)
