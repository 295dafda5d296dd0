"""/api/v1/tenants/arrivals/: a site from its file, or a second site like one."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.blueprints.tenant.api.tenants import found as found_site
from educrowd.blueprints.tenant.api.tenants import kept, owning
from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.core.access import BOTH, OPERATOR, PLATFORM, SIGNED_IN, needs
from educrowd.core.api import ApiBlueprint
from educrowd.core.current import current
from educrowd.core.db import db

from .. import arrival_schemas as schemas
from ..arriving import asking

arrivals = ApiBlueprint("arrivals_api", __name__, url_prefix="/api/v1/tenants", description="Sites that come in")
AT = "/api/v1/tenants/arrivals/{id}/"


@arrivals.route("/arrivals/")
class Arrivals(MethodView):
    @arrivals.arguments(schemas.ArrivalQuery, location="query")
    @arrivals.page(schemas.ArrivalOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """Sites that one brought in, or for operators all; the newest first."""
        asked = visible()
        return asked.where(SiteArrival.state == query["state"]) if "state" in query else asked

    @arrivals.arguments(schemas.ArrivalIn)
    @arrivals.created(schemas.ArrivalOut, at=AT)
    @needs(SIGNED_IN, on=PLATFORM)
    def post(self, body: dict[str, Any]) -> SiteArrival:
        """Bring a site's file; a worker looks into it, and nothing is written. Ask again until it is `ready`."""
        stream, is_operator = schemas.stream_of(body["content"]), current.user.is_operator
        return asking.bring(stream, name=body["file_name"], by=current.user, by_operator=is_operator)


@arrivals.route("/arrivals/<int:id>/")
class OneArrival(MethodView):
    @arrivals.response(200, schemas.ArrivalOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, id: int) -> SiteArrival:
        """How far it is, and what is in it."""
        return found(id)

    @arrivals.response(204)
    @arrivals.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=PLATFORM)
    def delete(self, id: int) -> None:
        """Cancel it; what was written is taken back."""
        asking.cancel(found(id))


@arrivals.route("/arrivals/<int:id>/completion/")
class Completion(MethodView):
    @arrivals.arguments(schemas.CompletionIn)
    @arrivals.begun(schemas.ArrivalOut, AT)
    @arrivals.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=PLATFORM)
    def post(self, body: dict[str, Any], id: int) -> SiteArrival:
        """Have the site made, which an operator says; for others, ask an operator for it. 409 for a taken address."""
        arrival = found(id)
        asking.agree(arrival, by=current.user, **body)
        return arrival


@arrivals.route("/arrivals/<int:id>/refusal/")
class Refusal(MethodView):
    @arrivals.arguments(schemas.DeclineIn)
    @arrivals.response(200, schemas.ArrivalOut)
    @arrivals.alt_response(409, "CONFLICT")
    @needs(OPERATOR, on=PLATFORM)
    def post(self, body: dict[str, Any], id: int) -> SiteArrival:
        """Say no to a site that somebody asks for, and why; they get a letter."""
        arrival = found(id)
        asking.decline(arrival, body["reason"])
        return arrival


@arrivals.route("/<int:tenant_id>/copies/")
class Copies(MethodView):
    @arrivals.arguments(schemas.CopyIn)
    @arrivals.begun(schemas.ArrivalOut, AT)
    @arrivals.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH)
    def post(self, body: dict[str, Any], tenant_id: int) -> SiteArrival:
        """Have a second site made like this one: for its owners without its members, for operators also with them."""
        is_operator, site = current.user.is_operator, found_site(tenant_id)
        wanted = schemas.copy_of(body, is_operator=is_operator)
        if is_operator:
            return asking.copy(site, by=current.user, by_operator=True, **wanted)
        with owning(tenant_id):
            return kept([asking.copy(found_site(tenant_id), by=current.user, **wanted)])[0]


def visible() -> Select[Any]:
    return SiteArrival.latest() if current.user.is_operator else SiteArrival.of(current.user)


def found(id: int) -> SiteArrival:
    return db.session.scalar(visible().where(SiteArrival.id == id)) or abort(404)
