"""/api/v1/tenants/: on the platform's host all of one's sites, on a site's host that site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, func, or_, select

from educrowd.core import people, tenancy
from educrowd.core.access import BOTH, PLATFORM, SIGNED_IN, needs, require_paid
from educrowd.core.api import ApiBlueprint
from educrowd.core.audit import audit
from educrowd.core.comments import blocklist
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.limits import throttle
from educrowd.core.pages import authorize

from ..founding import found_for
from ..leaving import deleting
from ..leaving.schemas import DeletionIn, DeletionOut
from ..models import SiteDeletion, Tenant
from ..resolving import changed
from ..schemas import (
    BlockedWords,
    TenantChanges,
    TenantIn,
    TenantInFull,
    TenantOut,
    TenantQuery,
    TenantValues,
)
from ..settling import set_setting

tenants = ApiBlueprint("tenants_api", __name__, url_prefix="/api/v1/tenants", description="Sites")


@tenants.route("/")
class Tenants(MethodView):
    @tenants.arguments(TenantQuery, location="query")
    @tenants.page(TenantOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """The sites on which one has a role; for operators all."""
        asked = visible().order_by(Tenant.id)
        if words := query.get("q"):
            matches = (
                func.lower(column).contains(words.lower(), autoescape=True) for column in (Tenant.name, Tenant.slug)
            )
            asked = asked.where(or_(*matches))
        return asked

    @tenants.arguments(TenantIn)
    @tenants.created(TenantOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def post(self, body: dict[str, Any]) -> Tenant:
        """Found a site; it works at once, with sample content, and one is its owner."""
        throttle("10 per hour", "found a site", str(current.user.id))
        return db.session.get_one(Tenant, found_for(current.user.id, **body))


@tenants.route("/<int:tenant_id>/")
class OneTenant(MethodView):
    @tenants.response(200, TenantInFull)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, tenant_id: int) -> Tenant:
        """One site."""
        return found(tenant_id)

    @tenants.arguments(TenantChanges)
    @tenants.response(200, TenantInFull)
    @needs(SIGNED_IN, on=BOTH)
    def patch(self, body: dict[str, Any], tenant_id: int) -> Tenant:
        """Change what is named; needs the right to manage that site."""
        return change(tenant_id, body)

    @tenants.arguments(TenantValues)
    @tenants.response(200, TenantInFull)
    @needs(SIGNED_IN, on=BOTH)
    def put(self, body: dict[str, Any], tenant_id: int) -> Tenant:
        """Replace all that can be changed; what is left out gets its default."""
        return change(tenant_id, body)

    @tenants.arguments(DeletionIn)
    @tenants.response(202, DeletionOut)
    @tenants.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def delete(self, body: dict[str, Any], tenant_id: int) -> SiteDeletion:
        """Close the site and have it erased after 30 days; for its owners. 409 with the reasons while money is open."""
        with owning(tenant_id):
            return kept([deleting.request(current.user, name=body["name"], password=body["current_password"])])[0]


@tenants.route("/<int:tenant_id>/blocked-words/")
class SiteBlockedWords(MethodView):
    @tenants.response(200, BlockedWords)
    @needs("site.manage")
    def get(self, tenant_id: int) -> dict[str, list[str]]:
        """The words that hold a comment back on this site."""
        require_here(tenant_id)
        return {"words": blocklist.blocked_words()}

    @tenants.arguments(BlockedWords)
    @tenants.response(200, BlockedWords)
    @needs("site.manage")
    def put(self, body: dict[str, Any], tenant_id: int) -> dict[str, list[str]]:
        """Replace them."""
        require_here(tenant_id)
        words = blocklist.parse("\n".join(body["words"]))
        set_setting(blocklist.SETTING, words, called="blocked words")
        return {"words": words}


def require_here(tenant_id: int) -> None:
    """On a site's host only that site is known."""
    if tenant_id != current.tenant_id:
        abort(404)


def visible() -> Select[Any]:
    """The sites that the current person may see here; row-level security shows a site only itself."""
    if current.user.is_operator:
        return select(Tenant)
    return select(Tenant).where(Tenant.id.in_(select(func.app.sites_of(current.user.id))))


def found(tenant_id: int) -> Tenant:
    return db.session.scalar(visible().where(Tenant.id == tenant_id)) or abort(404)


def standing(tenant_id: int) -> Tenant:
    """One that something can be done at: of an erased one only the books are left."""
    tenant = found(tenant_id)
    return abort(404) if tenant.is_erased else tenant


def change(tenant_id: int, values: dict[str, Any]) -> Tenant:
    """In the site's own name, so that its rights, its wall and its audit log apply."""
    tenant = standing(tenant_id)
    person_id = current.user.id
    with tenancy.transaction(tenant_id):
        current.user = people.acting(person_id)
        there = db.session.get_one(Tenant, tenant_id)
        authorize(there.editable_by(current.user))
        require_paid()
        there.change(**values)
        audit("site.changed", subject=there, fields=sorted(values))
        changed()
    db.session.refresh(tenant)
    return tenant


@contextmanager
def owning(tenant_id: int) -> Iterator[None]:
    """In the site's own name, for those to whom it belongs."""
    tenant, person_id = standing(tenant_id), current.user.id
    with tenancy.transaction(tenant.id):
        current.user = people.acting(person_id)
        authorize(current.user.can("site.delete"))
        yield


def kept(rows: Any) -> list[Any]:
    """Whole rows, still to be read when the site's own session is closed."""
    db.session.flush()
    for row in rows:
        db.session.refresh(row)
        db.session.expunge(row)
    return list(rows)
