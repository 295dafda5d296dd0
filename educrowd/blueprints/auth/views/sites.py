"""One's own sites, on the platform."""

from __future__ import annotations

from flask import Response
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import go, invalid, render

from ..forms import SiteForm
from ..joining import signing_up
from . import bp


@bp.get("/sites")
@needs(SIGNED_IN, on=PLATFORM)
def sites() -> Response:
    """Every site on which one has a role; each link signs one in there."""
    mine = select(func.app.sites_of(current.user.id))
    wanted = select(Tenant).where(Tenant.id.in_(mine)).order_by(func.lower(Tenant.name))
    return render("auth/sites.html", sites=db.session.scalars(wanted.options(selectinload(Tenant.domains))).all())


@bp.get("/sites/new")
@needs(SIGNED_IN, on=PLATFORM)
def new_site() -> Response:
    return render("auth/new_site.html", form=SiteForm())


@bp.post("/sites")
@needs(SIGNED_IN, on=PLATFORM)
def found_site() -> Response:
    """One more site, with sample content; the browser goes on to its studio."""
    form = SiteForm()
    if not form.validate():
        return invalid("auth/new_site.html", form)
    try:
        site = signing_up.found_another(current.user, **form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render("auth/new_site.html", status=refusal.status, form=form)
    return go(f"{site.origin}/enter?next=/studio/")
