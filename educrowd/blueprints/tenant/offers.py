"""What sites put on pages of the platform."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from educrowd.core import registry, tenancy
from educrowd.core.db import db
from educrowd.core.registry import Link

from .models import Tenant


@registry.platform_menu.offer()
def explore_link() -> Link:
    return Link("Explore", url_for("tenant.explore"))


@registry.warmed.offer()
def oldest_site() -> str | None:
    """Asked where nobody is bound, as there alone more than one site is seen."""
    opened = select(Tenant).where(Tenant.status == "active").order_by(Tenant.id).limit(1)
    with tenancy.bind(None):
        site = db.session.scalar(opened)
        return site.origin if site else None
