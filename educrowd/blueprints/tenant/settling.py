"""Settings of a site, kept beside its row."""

from __future__ import annotations

from typing import Any

from educrowd.core import people, tenancy
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db

from .models import Tenant
from .resolving import changed

# What the API shows of them, by name, so that what is new stays hidden. Menus, blocked words and billing details have
# addresses of their own there; what waits for an answer to a letter is nobody's to read.
SHOWN = (
    "allow_registration",
    "confirm_email_first",
    "staff_second_factor",
    "mail_sender",
    "mail_reply_to",
    "blog_comments",
    "blog_mentions_taken",
    "blog_mentions_sent",
    "contact_form",
    "newsletter_form",
    "review_projects",
)


def set_setting(name: str, value: Any, *, called: str) -> None:
    """Change one setting of the current site; `called` is its name in the audit log."""
    tenant = db.session.get_one(Tenant, current.tenant_id)
    tenant.settings = {**tenant.settings, name: value}
    audit("site.changed", subject=tenant, fields=[called])
    changed()


def settings_shown(tenant: Tenant) -> dict[str, Any] | None:
    """What was set there, for whoever manages the site."""
    return {name: tenant.settings[name] for name in SHOWN if name in tenant.settings} if _is_managed(tenant) else None


def features_shown(tenant: Tenant) -> dict[str, Any] | None:
    """What its plan says of features, and what was agreed with the site besides, for whoever manages it."""
    return {**tenant.plan.features, **tenant.features} if _is_managed(tenant) else None


def _is_managed(tenant: Tenant) -> bool:
    """Asked in the site's own name: on the platform nobody has rights on a site."""
    person, person_id = current.user, current.user.id
    if current.tenant_id == tenant.id:
        return tenant.editable_by(person)
    if tenant.is_erased:
        return False
    with tenancy.bind(tenant.id):
        return tenant.editable_by(people.acting(person_id))
