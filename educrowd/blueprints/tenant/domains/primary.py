"""The one address to which all others of a site lead."""

from __future__ import annotations

from sqlalchemy import select, update

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused

from ..models import Domain
from ..models.tenant import slug_host
from ..resolving import changed


def permanent() -> Domain:
    """The address under the platform's own domain, which the bound site keeps for good."""
    host = slug_host(current.tenant.slug)
    return db.session.scalars(select(Domain).filter_by(tenant_id=current.tenant_id, host=host)).one()


def make_primary(domain: Domain) -> None:
    """Let all addresses of the bound site lead to this one."""
    if not domain.answers:
        raise Refused("This domain has to be proven first.")
    if domain.is_primary:
        return
    db.session.execute(update(Domain).filter_by(tenant_id=current.tenant_id, is_primary=True).values(is_primary=False))
    domain.is_primary = True
    db.session.flush()
    audit("domain.primary", subject=domain, host=domain.host)
    changed()
