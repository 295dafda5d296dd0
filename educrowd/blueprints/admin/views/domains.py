"""Under which addresses the site answers."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.blueprints.tenant.domains.certificates import fetch_certificates
from educrowd.blueprints.tenant.domains.claiming import claim, give_up, prove
from educrowd.blueprints.tenant.domains.primary import make_primary, permanent
from educrowd.blueprints.tenant.domains.proving import Proof, leads_to
from educrowd.blueprints.tenant.models import Domain
from educrowd.blueprints.tenant.models.tenant import origin_of
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, invalid, render
from educrowd.core.security import let_forms_lead_to

from ..forms import CertificateSwitch, DomainForm
from . import studio

INDEX = "admin/domains/index.html"
SAID = {
    Proof.MISSING: "The record is not there yet. New records take some minutes to be seen, sometimes hours.",
    Proof.OTHER: "There is a record of this name, but with another value. Compare the two letter by letter.",
    Proof.UNKNOWN: "The domain’s name servers did not answer. Try again in a few minutes.",
}


@studio.get("/domains/")
@needs("site.manage")
def domains_index() -> Response:
    return render(INDEX, form=DomainForm(formdata=None), domains=domains())


@studio.post("/domains/")
@needs("site.manage")
def claim_domain() -> Response:
    form = DomainForm()
    if not form.validate():
        return invalid(INDEX, form, domains=domains())
    try:
        domain = claim(form.host.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return render(INDEX, status=refusal.status, form=form, domains=domains())
    return go(url_for("studio.domain", id=domain.id))


@studio.get("/domains/<int:id>/")
@needs("site.manage")
def domain(id: int) -> Response:
    found = own(id)
    _let_main_address_change(found)
    return render(
        "admin/domains/show.html",
        domain=found,
        form=CertificateSwitch(formdata=None, obj=found),
        permanent=permanent(),
        leads_here=leads_to(found.host, permanent().host) if found.answers else None,
    )


@studio.post("/domains/<int:id>/proof")
@needs("site.manage")
def prove_domain(id: int) -> Response:
    found = own(id)
    try:
        proof = prove(found)
    except Refused as refusal:
        flash_error(refusal.message)
    else:
        _tell(proof, found)
    return go(url_for("studio.domain", id=id))


@studio.post("/domains/<int:id>/primary")
@needs("site.manage")
def make_domain_primary(id: int) -> Response:
    """The permanent address may be the main one again, too."""
    found = db.session.scalar(Domain.mine().where(Domain.id == id)) or abort(404)
    try:
        make_primary(found)
    except Refused as refusal:
        flash_error(refusal.message)
    else:
        flash_ok(f"All addresses of your site lead to {found.host} now.")
    return go(url_for("studio.domains_index"))


@studio.post("/domains/<int:id>/certificates")
@needs("site.manage")
def switch_certificates(id: int) -> Response:
    found, form = own(id), CertificateSwitch()
    fetch_certificates(found, wanted=form.is_ssl_enabled.data)
    flash_ok(f"Certificates are {'' if found.is_ssl_enabled else 'no longer '}fetched for {found.host}.")
    return go(url_for("studio.domain", id=id))


@studio.get("/domains/<int:id>/release")
@needs("site.manage")
def confirm_release(id: int) -> Response:
    return render("admin/domains/release.html", form=Form(), domain=own(id), permanent=permanent())


@studio.post("/domains/<int:id>/release")
@needs("site.manage")
def release_domain(id: int) -> Response:
    found = own(id)
    give_up(found)
    flash_ok(f"{found.host} is no longer an address of your site.")
    return go(url_for("studio.domains_index"))


def domains() -> list[Domain]:
    found = list(db.session.scalars(Domain.mine()))
    _let_main_address_change(*found)
    return found


def own(id: int) -> Domain:
    found = find(Domain, id=id, tenant_id=current.tenant_id, released_at=None)
    authorize(found.managed_by(current.user))
    return found


def _let_main_address_change(*domains: Domain) -> None:
    """The answer to that is at the new main address, and a browser has to be told before that a form may lead there."""
    let_forms_lead_to(*(origin_of(domain.host) for domain in domains))


def _tell(proof: Proof, found: Domain) -> None:
    if proof is Proof.THERE:
        flash_ok(f"{found.host} is proven: your site answers there.")
    else:
        flash_error(SAID[proof])
