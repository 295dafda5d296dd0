"""Which plan's terms hold: set by hand, and what the calendar does to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job

from ..models import Plan, Subscription, Tenant
from ..models.tenant import FREE
from ..resolving import changed
from .news import tell

REMIND_BEFORE = timedelta(days=3)


def this_tenant() -> Tenant:
    """The bound site's row as it is now, held until this transaction ends."""
    mine = select(Tenant).where(Tenant.id == current.tenant_id)
    return db.session.scalars(mine.with_for_update(key_share=True).execution_options(populate_existing=True)).one()


def put_on(code: str, *, until: date | None = None) -> Tenant:
    """Give the bound site a plan by hand, for good or until a day."""
    plan = find_plan(code)
    subscription = Subscription.mine()
    if subscription is not None and subscription.is_live:
        raise Refused("This site pays for its plan by subscription; that has to end first.")
    if until is not None and until < utcnow().date():
        raise Invalid("until", "This day has passed.")
    tenant = this_tenant()
    before = tenant.plan.code
    tenant.hold(plan.code, until=until)
    audit("plan.set", subject=tenant, plan=plan.name, before=before, until=until.isoformat() if until else "")
    changed()
    return tenant


def find_plan(code: str) -> Plan:
    return db.session.get(Plan, code) or _unknown(code)


@job
def look_after_plan() -> None:
    """What the calendar does to the bound site: its trial ends, its plan runs out, its grace is over."""
    tenant, subscription = this_tenant(), Subscription.mine()
    is_paying = subscription is not None and subscription.is_live
    ends, today = tenant.paid_until, utcnow().date()
    if ends is not None and not is_paying:
        _look_after_end(tenant, ends, today)
    if tenant.grace_is_over:
        _stop_changes(tenant)


def _look_after_end(tenant: Tenant, ends: date, today: date) -> None:
    if ends < today:
        tell("trial_ended" if tenant.on_trial else "ended", ends.isoformat(), plan=tenant.plan.name)
        _fall_back(tenant)
    elif tenant.on_trial and ends - today <= REMIND_BEFORE:
        tell("trial_ending", ends.isoformat(), plan=tenant.plan.name, on=ends.isoformat())


def _fall_back(tenant: Tenant) -> None:
    audit("plan.ended", subject=tenant, plan=tenant.plan.name)
    tenant.hold(FREE)
    changed()


def _stop_changes(tenant: Tenant) -> None:
    tenant.status = "past_due"
    tell("read_only", str(tenant.subscription_expires_at), plan=tenant.plan.name)
    audit("plan.unpaid", subject=tenant)
    changed()


def _unknown(code: str) -> Any:
    known = ", ".join(db.session.scalars(select(Plan.code).order_by(Plan.position)))
    raise Invalid("plan", f"There is no plan “{code}”. Choose one of: {known}.")
