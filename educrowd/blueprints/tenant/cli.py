"""`flask tenant`: sites from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup
from sqlalchemy import select

from educrowd.core import allowances, catalogue, migrating, tenancy
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.options import AS_JSON

from .commands import id_of, named, refusals_in_one_line
from .founding import founding
from .models import Tenant
from .plans.keeping import put_on
from .reopening import reopen
from .resolving import changed
from .verifying import verify

tenant_group = AppGroup("tenant", help="Create, list and look after sites.")


def email_address(context: click.Context, option: click.Parameter, email: str) -> str:
    try:
        return email and validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise click.BadParameter(f"{email!r} is no email address") from None


@tenant_group.command("create")
@click.argument("slug")
@click.option("--name", help="What the site is called; the slug by default.")
@click.option("--email", default="", callback=email_address, help="Where its staff can be written to.")
@AS_JSON
def create(slug: str, name: str | None, email: str, as_json: bool) -> None:
    """Found a site. Give it an owner with `flask user grant`."""
    with refusals_in_one_line(), founding(slug=slug, name=name or slug, email=email) as tenant:
        made = described(tenant)
    show_one(made, as_json)


@tenant_group.command("list")
@AS_JSON
def index(as_json: bool) -> None:
    """All sites."""
    with tenancy.bind(None):
        tenants = [described(tenant) for tenant in db.session.scalars(select(Tenant).order_by(Tenant.slug))]
    if as_json:
        click.echo(json.dumps(tenants))
        return
    for tenant in tenants:
        click.echo(f"{tenant['id']:>6}  {tenant['status']:<10} {tenant['slug']:<24} {tenant['name']}")
    click.echo(f"{len(tenants)} sites")


@tenant_group.command("show")
@click.argument("slug")
@AS_JSON
def show(slug: str, as_json: bool) -> None:
    """One site."""
    with tenancy.bind(None):
        show_one(described(named(slug)), as_json)


@tenant_group.command("suspend")
@click.argument("slug")
@click.option("--reason", required=True, help="Its visitors and staff will read it.")
@AS_JSON
def suspend(slug: str, reason: str, as_json: bool) -> None:
    """Close a site; nothing in it is lost."""
    change(slug, as_json, "site.suspended", lambda tenant: tenant.suspend(reason))


@tenant_group.command("resume")
@click.argument("slug")
@AS_JSON
def resume(slug: str, as_json: bool) -> None:
    """Open a suspended site again."""
    change(slug, as_json, "site.resumed", reopen)


@tenant_group.command("plan")
@click.argument("slug")
@click.argument("plan", required=False)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; for good where it is left out.")
@AS_JSON
def plan(slug: str, plan: str | None, until: datetime | None, as_json: bool) -> None:
    """Show the plan of a site, or give it another one by hand."""
    tenant_id = id_of(slug)
    if plan:
        with refusals_in_one_line(), tenancy.transaction(tenant_id):
            put_on(plan, until=until.date() if until else None)
    with tenancy.bind(tenant_id):
        show_one(plan_of(db.session.get_one(Tenant, tenant_id)), as_json)


@tenant_group.command("verify")
@click.argument("slug", required=False)
@AS_JSON
def check(slug: str | None, as_json: bool) -> None:
    """Check the walls between sites, and each site's own schema against the migrations; exit code 1 on a finding."""
    ids = [id_of(slug)] if slug else None
    with migrating.owner_engine().connect() as connection:
        findings = catalogue.findings(connection)
    findings += [str(finding) for finding in verify(ids)]
    click.echo(json.dumps({"clean": not findings, "findings": findings}) if as_json else summary(findings))
    if findings:
        raise SystemExit(1)


def change(slug: str, as_json: bool, action: str, verb: Callable[[Tenant], None]) -> None:
    tenant_id = id_of(slug)
    with tenancy.transaction(tenant_id):
        tenant = db.session.get_one(Tenant, tenant_id)
        verb(tenant)
        audit(action, subject=tenant)
        changed()
        after = described(tenant)
    show_one(after, as_json)


def described(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "slug": tenant.slug,
        "name": tenant.name,
        "status": tenant.status,
        "status_reason": tenant.status_reason,
        "plan": tenant.plan.code,
        "url": tenant.origin,
        "domains": [domain.host for domain in tenant.domains],
    }


def plan_of(tenant: Tenant) -> dict[str, Any]:
    gauges = {gauge.label: f"{gauge.used} of {gauge.allowed or 'any number'}" for gauge in allowances.gauges()}
    return {
        "plan": tenant.plan.code,
        "trial": tenant.on_trial,
        "until": tenant.paid_until.isoformat() if tenant.paid_until else "",
        "status": tenant.status,
        **gauges,
    }


def show_one(tenant: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(tenant))
        return
    for name, value in tenant.items():
        click.echo(f"{name:<14} {', '.join(value) if isinstance(value, list) else value}")


def summary(findings: list[str]) -> str:
    return "\n".join(findings) or "every wall stands, and every schema is what the migrations make"
