"""What all modules stand on; core knows no module."""

from __future__ import annotations

from flask import Flask

from . import (
    api,
    audit,
    cache,
    commands,
    doctor,
    encryption,
    entitlements,
    error_pages,
    files,
    health,
    imports,
    jinja,
    limits,
    logs,
    look,
    mail_events,
    mailbox,
    metering,
    migrating,
    page_cache,
    running,
    security,
    styleguide,
    unsubscribing,
    unsubscribing_pages,
    up,
    webhooks,
)
from .access import BOTH, PUBLIC, check_access, needs
from .db import db
from .isolation import refuse_unsafe_role
from .tenancy import guard

TABLES = (
    audit.AuditEntry,
    entitlements.Entitlement,
    imports.Import,
    metering.UsageReading,
    unsubscribing.Unsubscription,
)


def init_app(app: Flask) -> None:
    """Everything that must stand before the modules are mounted."""
    logs.init_app(app)
    db.init_app(app)
    with app.app_context():
        guard(app, db.engine)
        if app.config["ENVIRONMENT"] == "production":
            refuse_unsafe_role(db.engine)
    cache.init_app(app)
    page_cache.init_app(app)
    migrating.init_app(app)
    security.init_app(app)
    look.init_app(app)
    jinja.init_app(app)
    api.init_app(app)
    error_pages.init_app(app)
    files.init_app(app)
    commands.init_app(app)
    running.init_app(app)
    encryption.init_app(app)
    entitlements.init_app(app)
    health.init_app(app)
    imports.init_app(app)
    mailbox.init_app(app)
    mail_events.init_app(app)
    unsubscribing_pages.init_app(app)
    styleguide.init_app(app)
    doctor.init_app(app)
    up.init_app(app)
    webhooks.init_app(app)


def complete(app: Flask) -> None:
    """The last hooks, after the modules' own have found the tenant and the person."""
    needs(PUBLIC, on=BOTH)(app.view_functions["static"])
    webhooks.document(app)
    limits.init_app(app)
    security.trust_proxies(app)
    app.before_request(security.refuse_nul)
    app.before_request(lambda: check_access(app))
    app.before_request(security.check_origin_and_token)
