"""What operators do to a site: each act in the site's own transaction, so that its audit log tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.plans import keeping as plan_keeping
from educrowd.blueprints.tenant.reopening import reopen
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import people, tenancy
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused


@contextmanager
def at(tenant: Tenant | None) -> Iterator[None]:
    """Work at a site, or at none, in the operator's name; commits at the end."""
    operator_id = current.user.id
    with tenancy.transaction(tenant and tenant.snapshot()):
        current.user = people.acting(operator_id)
        yield


def suspend(tenant: Tenant, reason: str) -> None:
    """Close a site; nothing in it is lost."""
    if tenant.status in ("deleting", "erased"):
        raise Refused("This site is being deleted; it is closed already.")
    with at(tenant):
        there = db.session.get_one(Tenant, tenant.id)
        there.suspend(reason)
        audit("site.suspended", subject=there, reason=reason)
        changed()


def resume(tenant: Tenant) -> None:
    """Open a suspended site again."""
    if tenant.status != "suspended":
        raise Refused("This site is not suspended.")
    with at(tenant):
        there = db.session.get_one(Tenant, tenant.id)
        reopen(there)
        audit("site.resumed", subject=there)
        changed()


def put_on(tenant: Tenant, plan: str, *, until: date | None) -> None:
    """Give a site another plan, for good or until a day."""
    with at(tenant):
        plan_keeping.put_on(plan, until=until)
