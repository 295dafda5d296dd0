"""One's own sites, on the platform."""

from __future__ import annotations

from flask import Response
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import render

from . import bp


@bp.get("/sites")
@needs(SIGNED_IN, on=PLATFORM)
def sites() -> Response:
    """Every site on which one has a role; each link signs one in there."""
    mine = select(func.app.sites_of(current.user.id))
    wanted = select(Tenant).where(Tenant.id.in_(mine)).order_by(func.lower(Tenant.name))
    return render("auth/sites.html", sites=db.session.scalars(wanted.options(selectinload(Tenant.domains))).all())
