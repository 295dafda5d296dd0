"""Checking the money of every site, by command and every ten minutes."""

from __future__ import annotations

import structlog
from sqlalchemy import text

from .. import tenancy
from ..current import current
from ..db import db
from ..jobs import job
from ..registry import money_checks

log = structlog.get_logger()


def findings() -> list[str]:
    """What is wrong with the money of the bound site; nothing, one hopes."""
    return money_checks.collect()


def findings_everywhere() -> dict[str, list[str]]:
    """Findings by site, sites without any included."""
    with tenancy.bind(None):
        ids = db.session.scalars(text("SELECT app.tenants_with_money()")).all()
    found = {}
    for tenant_id in ids:
        with tenancy.bind(tenant_id):
            found[current.tenant.slug] = findings()
    return found


@job(queue="payments")
def check_money() -> None:
    """Look at one site's money and cry out when something is wrong."""
    for finding in findings():
        log.error("money_check", finding=finding)
