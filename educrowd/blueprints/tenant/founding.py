"""A new site comes into being in one transaction: its row, its host, its blog schema, its first people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from educrowd.core import jobs, people, registry, tenancy
from educrowd.core.audit import audit
from educrowd.core.current import BoundTenant, current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle

from .models import Tenant
from .models.tenant import origin_of, slug_domain, slug_host
from .resolving import changed
from .slugs import check_slug

TAKEN = "This address is taken. Please choose another."
# How many sites may be founded at once before somebody waits for a schema to be made.
READY = 5


@contextmanager
def founding(*, slug: str, name: str, **details: Any) -> Iterator[Tenant]:
    """Make a site together with all that the block adds to it, or nothing at all.

    `with founding(slug="demo", name="Demo University") as tenant: …` runs bound to the new tenant, in a
    session of its own that commits at the end. Raises Invalid for a bad or reserved slug, Refused for a taken one.
    """
    snapshot = _reserve(check_slug(slug), name)
    try:
        with tenancy.transaction(snapshot):
            tenant = Tenant(id=snapshot.id, slug=slug, name=name, paid_until=_end_of_trial(), **details)
            tenant.domains.append(slug_domain(slug, snapshot.id))
            db.session.add(tenant)
            db.session.flush()
            current.binding.tenant = tenant.snapshot()
            db.session.execute(text("SELECT app.provision_blog(:id)"), {"id": snapshot.id})
            yield tenant
            # By whom is known only now, but all that the block did came later.
            audit("site.created", subject=tenant).created_at = tenant.created_at
            changed()
    except IntegrityError as error:
        if _is_about_the_slug(error):
            raise Refused(TAKEN, field="slug") from None
        raise


def found_for(founder_id: int, **details: Any) -> int:
    """One more site of somebody who has an account, as its owner and with sample content; answers its id."""
    throttle("10 per hour", "sign-up", address())
    with founding(**details) as tenant:
        furnish(people.acting(founder_id))
        return tenant.id


def furnish(owner: Any) -> None:
    """Give the current, new site its owner and its sample content."""
    current.user = owner
    owner.take("owner")
    registry.samples.collect(owner)


@jobs.job(queue="bulk")
def keep_schemas_ready() -> None:
    """Make the schemas of the next sites before anybody asks for them: founding takes one, with the id it has."""
    db.session.execute(text("SELECT app.stock_blogs(:most)"), {"most": READY})


def is_free(slug: str) -> bool:
    """Whether a site could be founded under this slug just now."""
    with tenancy.bind(None):
        return db.session.scalar(Tenant.called(slug)) is None


def _end_of_trial() -> date:
    return utcnow().date() + timedelta(days=current_app.config["TRIAL_DAYS"])


def _reserve(slug: str, name: str) -> BoundTenant:
    if not is_free(slug):
        raise Refused(TAKEN, field="slug")
    with tenancy.transaction(None):
        tenant_id = db.session.execute(text("SELECT app.reserve_tenant_id()")).scalar_one()
    host = slug_host(slug)
    return BoundTenant(id=tenant_id, slug=slug, name=name, host=host, origin=origin_of(host))


def _is_about_the_slug(error: IntegrityError) -> bool:
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", "") or ""
    return name in ("uq_tenants_slug", "uq_domains_host")
