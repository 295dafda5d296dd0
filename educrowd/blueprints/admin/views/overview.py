"""Where operators begin."""

from __future__ import annotations

from flask import Response
from sqlalchemy import func, select

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import SiteArrival, Tenant
from educrowd.core import platform_book
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.db import db
from educrowd.core.pages import render

from ..letters import queues
from ..queries import by_day, sites, sites_by_status
from . import operator

NEWEST = 5


@operator.get("/")
@needs(OPERATOR, on=PLATFORM)
def overview() -> Response:
    return render(
        "admin/operator/overview.html",
        by_status=sites_by_status(),
        sites_by_day=by_day(Tenant.created_at),
        people=db.session.scalar(select(func.count(User.id))),
        people_by_day=by_day(User.created_at),
        queues=queues(),
        disputed=db.session.scalars(select(Tenant).where(Tenant.id.in_(platform_book.disputed_sites()))).all(),
        arrivals=db.session.scalar(select(func.count()).where(SiteArrival.state == "asked")),
        newest=db.session.scalars(sites().limit(NEWEST)).all(),
    )
