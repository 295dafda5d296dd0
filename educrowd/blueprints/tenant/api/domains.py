"""/api/v1/tenants/{id}/domains/: the hosts of a site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core import people, tenancy
from educrowd.core.access import BOTH, SIGNED_IN, needs, require_paid
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..domains.certificates import fetch_certificates
from ..domains.claiming import claim, give_up, prove
from ..domains.primary import make_primary
from ..domains.schemas import DomainChanges, DomainIn, DomainOut, ProofOut
from ..models import Domain, Tenant
from .tenants import standing, tenants


@tenants.route("/<int:tenant_id>/domains/")
class Domains(MethodView):
    @tenants.arguments(PageQuery, location="query")
    @tenants.page(DomainOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, query: dict[str, Any], tenant_id: int) -> list[Domain]:
        """Under which hosts the site answers, or will once they are proven; the main one first."""
        with managing(tenant_id):
            return kept(db.session.scalars(Domain.mine()).all())

    @tenants.arguments(DomainIn)
    @tenants.created(DomainOut, at="/api/v1/tenants/{tenant_id}/domains/{id}/")
    @needs(SIGNED_IN, on=BOTH)
    def post(self, body: dict[str, Any], tenant_id: int) -> Domain:
        """Claim a host; the answer says which TXT record proves it."""
        with managing(tenant_id, changes=True):
            return kept([claim(body["host"])])[0]


@tenants.route("/<int:tenant_id>/domains/<int:domain_id>/")
class OneDomain(MethodView):
    @tenants.response(200, DomainOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, tenant_id: int, domain_id: int) -> Domain:
        """One host."""
        with managing(tenant_id):
            return kept([host_of(domain_id)])[0]

    @tenants.arguments(DomainChanges)
    @tenants.response(200, DomainOut)
    @tenants.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH)
    def patch(self, body: dict[str, Any], tenant_id: int, domain_id: int) -> Domain:
        """Make it the main address, or say whether certificates are fetched for it; 409 while it is not proven."""
        with managing(tenant_id, changes=True):
            domain = host_of(domain_id)
            if body.get("is_primary"):
                make_primary(domain)
            if "is_ssl_enabled" in body:
                fetch_certificates(domain, wanted=body["is_ssl_enabled"])
            return kept([domain])[0]

    @tenants.response(204)
    @needs(SIGNED_IN, on=BOTH)
    def delete(self, tenant_id: int, domain_id: int) -> None:
        """Give a host up; the permanent address stays."""
        with managing(tenant_id, changes=True):
            domain = host_of(domain_id)
            authorize(domain.managed_by(current.user))
            give_up(domain)


@tenants.route("/<int:tenant_id>/domains/<int:domain_id>/verify/")
class DomainProof(MethodView):
    @tenants.response(200, ProofOut)
    @tenants.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH)
    def post(self, tenant_id: int, domain_id: int) -> dict[str, Any]:
        """Look for its record now; 409 where another site has proven the host."""
        with managing(tenant_id, changes=True):
            domain = host_of(domain_id)
            authorize(domain.managed_by(current.user))
            return {"proof": prove(domain), "domain": kept([domain])[0]}


@contextmanager
def managing(tenant_id: int, *, changes: bool = False) -> Iterator[Tenant]:
    """In the site's own name, for who manages it: its rights, its wall and its audit log apply."""
    tenant, person_id = standing(tenant_id), current.user.id
    with tenancy.transaction(tenant_id):
        current.user = people.acting(person_id)
        there = db.session.get_one(Tenant, tenant.id)
        authorize(there.editable_by(current.user))
        if changes:
            require_paid()
        yield there


def host_of(domain_id: int) -> Domain:
    return db.session.scalar(Domain.mine().where(Domain.id == domain_id)) or abort(404)


def kept(domains: Any) -> list[Domain]:
    """Whole rows, still to be read when the site's own session is closed."""
    db.session.flush()
    for domain in domains:
        db.session.refresh(domain)
        db.session.expunge(domain)
    return list(domains)
