"""What the top floor puts on shared pages."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from sqlalchemy import func, select

from educrowd.blueprints.auth.models import Membership
from educrowd.core.allowances import gauges
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.registry import Figure, Link, Todo, account_menu, studio_figures, studio_menu, studio_todos
from educrowd.core.webhooks import WebhookEndpoint

from .queries import DAYS, members_count, members_joined_by_day

SOON = timedelta(days=14)


@studio_menu.offer(order=0)
def dashboard() -> Link | None:
    return Link("Dashboard", url_for("studio.dashboard"), "home") if current.user.can("studio.enter") else None


@studio_menu.offer(order=80)
def members() -> Link | None:
    return Link("Members", url_for("studio.members_index"), "people") if current.user.can("members.manage") else None


@studio_menu.offer(order=85)
def brand() -> Link | None:
    if not current.user.can("site.manage"):
        return None
    return Link("Brand", url_for("studio.edit_brand"), "palette", also=(url_for("studio.letters"),))


@studio_menu.offer(order=86)
def domains() -> Link | None:
    return Link("Domains", url_for("studio.domains_index"), "globe") if current.user.can("site.manage") else None


@studio_menu.offer(order=86)
def api_keys() -> Link | None:
    return Link("API keys", url_for("studio.keys_index"), "key") if current.user.can("members.manage") else None


@studio_menu.offer(order=87)
def webhooks() -> Link | None:
    if current.user.can("webhooks.manage"):
        return Link("Webhooks", url_for("studio.webhooks_index"), "link")
    return None


@studio_menu.offer(order=88)
def plan() -> Link | None:
    return Link("Plan", url_for("studio.plan"), "card") if current.user.can("plan.manage") else None


@studio_todos.offer(order=1)
def unpaid_plan() -> Todo | None:
    """The most pressing thing there is."""
    if not current.user.can("plan.manage") or not current.tenant.is_read_only:
        return None
    return Todo("Your site is read-only: pay for its plan", url_for("studio.plan"), icon="alert")


@studio_todos.offer(order=6)
def plan_that_is_full() -> list[Todo]:
    if not current.user.can("plan.manage") or not current.plan.limits:
        return []
    full = [gauge for gauge in gauges() if gauge.is_full]
    return [Todo(f"Your plan is full: {gauge.label.lower()}", url_for("studio.plan"), icon="alert") for gauge in full]


@studio_menu.offer(order=95)
def leaving() -> Link | None:
    if not current.user.can("site.delete"):
        return None
    return Link("Leave", url_for("studio.leaving"), "log-out", also=(url_for("studio.copies"),))


@studio_menu.offer(order=90)
def audit_log() -> Link | None:
    return Link("Audit log", url_for("studio.audit_log"), "list") if current.user.can("audit.read") else None


@account_menu.offer(order=5)
def studio() -> Link | None:
    """The way to work: the studio on a site, the operators' pages on the platform."""
    if current.tenant is None:
        return Link("Operate", url_for("operator.overview"), "settings") if current.user.runs_platform else None
    return Link("Studio", url_for("studio.dashboard"), "settings") if current.user.can("studio.enter") else None


@studio_todos.offer(order=80)
def roles_that_end_soon() -> Todo | None:
    if not current.user.can("members.manage"):
        return None
    ending = select(func.count()).where(Membership.is_current(), Membership.expires_at < func.now() + SOON)
    count = db.session.scalar(ending) or 0
    return Todo("Roles that end within two weeks", url_for("studio.members_index"), count, "clock") if count else None


@studio_todos.offer(order=85)
def webhooks_in_trouble() -> list[Todo]:
    """Those whose receiver does not answer, or that were switched off for it."""
    if not current.user.can("webhooks.manage"):
        return []
    troubled = db.session.scalars(WebhookEndpoint.in_trouble().limit(20)).all()
    return [
        Todo(f"Webhook to {row.host} fails", url_for("studio.webhook", id=row.id), icon="alert") for row in troubled
    ]


@studio_todos.offer(order=5)
def site_without_words() -> Todo | None:
    if not current.user.can("site.manage") or current.tenant.description:
        return None
    return Todo("Say what your site is about", url_for("studio.edit_brand"), icon="edit")


@studio_figures.offer(order=80)
def members_lately() -> Figure | None:
    if not current.user.can("members.manage"):
        return None
    joined = members_joined_by_day()
    note = f"{sum(joined)} new in {DAYS} days" if any(joined) else ""
    return Figure("Members", str(members_count()), url_for("studio.members_index"), note, joined)
