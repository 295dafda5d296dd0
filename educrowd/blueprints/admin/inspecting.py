"""What operators see of one site: how much it holds, who owns it, what happened; none of its content."""

from __future__ import annotations

from typing import Any

from educrowd.blueprints.auth import roles
from educrowd.blueprints.tenant.models import PlanInvoice, Subscription, Tenant
from educrowd.core import allowances, tenancy
from educrowd.core.current import current
from educrowd.core.db import db

from .queries import audit_entries, members

RECENT = 10


def inspect(tenant: Tenant) -> dict[str, Any]:
    """All of it, read at the site itself."""
    with tenancy.bind(tenant.snapshot()):
        return {
            "plan": current.plan,
            "subscription": Subscription.mine(),
            "invoices": db.session.scalars(PlanInvoice.latest().limit(RECENT)).all(),
            "usage": [] if tenant.is_erased else allowances.gauges(),
            "owners": db.session.scalars(members(role=roles.OWNER)).all(),
            "recent": db.session.scalars(audit_entries().limit(RECENT)).all(),
        }
