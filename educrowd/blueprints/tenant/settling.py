"""Settings of a site, kept beside its row."""

from __future__ import annotations

from typing import Any

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db

from .models import Tenant
from .resolving import changed


def set_setting(name: str, value: Any, *, called: str) -> None:
    """Change one setting of the current site; `called` is its name in the audit log."""
    tenant = db.session.get_one(Tenant, current.tenant_id)
    tenant.settings = {**tenant.settings, name: value}
    audit("site.changed", subject=tenant, fields=[called])
    changed()
