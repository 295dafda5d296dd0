"""What a plan costs, and how the provider names it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.money import Money
from educrowd.core.payments.gateway import gateway

from ..models import Plan, PlanPrice
from ..models.plan import INTERVALS


def require_price(plan: Plan, interval: str) -> Money:
    """What is asked for each month or year."""
    if interval not in INTERVALS:
        raise Invalid("interval", "Choose month or year.")
    if plan.is_free:
        raise Invalid("plan", "The free plan needs no subscription.")
    return plan.price(interval)


def price_of(plan: Plan, interval: str) -> PlanPrice:
    """The provider's name of a price, made there when it is first needed."""
    asked = require_price(plan, interval)
    key = (plan.code, interval, asked.minor, asked.currency)
    return db.session.get(PlanPrice, key) or _make_price(plan, interval, asked)


def _make_price(plan: Plan, interval: str, asked: Money) -> PlanPrice:
    gateway_id = gateway().ensure_price(
        lookup_key=f"{plan.code}:{interval}:{asked.minor}:{asked.currency}",
        product=plan.code,
        name=plan.name,
        amount=asked.minor,
        currency=asked.currency,
        interval=interval,
    )
    row = {"plan_code": plan.code, "interval": interval, "amount": asked.minor, "currency": asked.currency}
    db.session.execute(insert(PlanPrice).values(gateway_id=gateway_id, **row).on_conflict_do_nothing())
    return db.session.scalars(select(PlanPrice).filter_by(**row)).one()
