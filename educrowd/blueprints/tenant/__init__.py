"""The ground floor: sites, their hosts, brand and settings."""

from __future__ import annotations

from flask import Flask

from educrowd.core import schedule, visits
from educrowd.core.allowances import offer_feature
from educrowd.core.metering import read_meters
from educrowd.core.page_cache import PageCache

from . import api, cli, hosts, offers, resolving
from .domains.claiming import FEATURE
from .domains.keeping import look_after_domains
from .founding import keep_schemas_ready
from .leaving import cli as leaving_cli
from .leaving.erasing import look_after_deletion
from .leaving.filing import forget_old_files
from .plans import checks as plan_checks
from .plans import events as plan_events
from .plans.keeping import look_after_plan
from .plans.settling import settle_plan
from .views import bp

__all__ = ["init_app", "leaving_cli", "offers", "plan_checks", "plan_events"]


def init_app(app: Flask) -> None:
    resolving.init_app(app)
    find_site = resolving.resolver_of(app).open_site
    app.wsgi_app = PageCache(app, find_site)
    visits.init_app(app, find_site)
    app.before_request(hosts.resolve_tenant)
    app.teardown_request(hosts.release_request)
    app.register_blueprint(bp)
    api.init_app(app)
    app.cli.add_command(cli.tenant_group)
    offer_feature(FEATURE)
    schedule.every(keep_schemas_ready, minutes=1)
    schedule.every(look_after_domains, hours=1, tenants="app.tenants_with_domains_to_look_at")
    schedule.every(settle_plan, hours=6, tenants="app.tenants_with_subscriptions")
    schedule.every(look_after_plan, hours=1, tenants="app.tenants_whose_plan_ends")
    schedule.every(look_after_deletion, hours=1, tenants="app.tenants_leaving")
    schedule.every(forget_old_files, hours=24, tenants="app.tenants_with_old_exports")
    schedule.every(read_meters, hours=24, per_tenant=True)
