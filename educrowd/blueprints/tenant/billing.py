"""Whom the platform writes its invoices to: who a site is for its bookkeeper."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db

from .models import Tenant
from .resolving import changed

SETTING = "billing"


@dataclass(frozen=True, slots=True)
class BillingDetails:
    """All may be empty: then the site's own name, and its owners' addresses, stand in."""

    name: str = ""
    address: str = ""
    tax_id: str = ""
    email: str = ""


def billing_details() -> BillingDetails:
    """What the current site has said."""
    return BillingDetails(**current.tenant.settings.get(SETTING, {}))


def change_billing_details(**details: str) -> BillingDetails:
    """Say it anew; invoices that are written already stay as they are."""
    said = BillingDetails(**details)
    tenant = db.session.get_one(Tenant, current.tenant_id)
    tenant.settings = {**tenant.settings, SETTING: asdict(said)}
    audit("site.changed", subject=tenant, fields=["invoice address"])
    changed()
    return said
