"""The outbox of all sites: how much waits, and what failed for good."""

from __future__ import annotations

from flask import Response, request, url_for

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render

from ..letters import dead_letters, queues, revive
from . import operator


@operator.get("/jobs/")
@needs(OPERATOR, on=PLATFORM)
def jobs() -> Response:
    return render("admin/operator/jobs/index.html", queues=queues(), letters=dead_letters())


@operator.post("/jobs/<int:id>/revival")
@needs(OPERATOR, on=PLATFORM)
def revive_job(id: int) -> Response:
    """Try a dead letter again; `site` is the id of the site it was for, if for one."""
    site_id = request.form.get("site", type=int)
    site = find(Tenant, id=site_id) if site_id else None
    try:
        revive(site, id)
    except Refused as refusal:
        flash_error(refusal.message)
    else:
        flash_ok("The job is tried again now.")
    return go(url_for("operator.jobs"))
