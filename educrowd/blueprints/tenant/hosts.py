"""The first hook of every request: which tenant does this host belong to?"""

from __future__ import annotations

from flask import Response, current_app, g, redirect, request

from educrowd.core import content_hosts
from educrowd.core.access import CONTENT
from educrowd.core.current import BoundTenant, enter
from educrowd.core.db import db
from educrowd.core.error_pages import error_page

from .resolving import normalize, resolver

# Answered on any host: probes don't know our domains, and a page that says "no site here" has a look, too.
# What an owner needs who takes a deletion back, or the site's file along.
LEAVING = ("/login", "/logout", "/studio/leaving/", "/api/v1/auth/", "/api/v1/tenants/", "/password")
HOSTLESS = ("/healthz", "/readyz", "/webhooks/", "/assets/", "/art/", "/tls/")


def resolve_tenant() -> Response | None:
    """Bind the tenant of the Host header, or answer for a site that can't be shown."""
    host = normalize(request.host)
    is_anywhere = request.path.startswith(HOSTLESS)
    site_host = "" if is_anywhere else content_hosts.site_behind(host)
    g.kind_of_host = CONTENT if site_host else None
    is_platform = is_anywhere or host == current_app.config["BASE_DOMAIN"]
    tenant = None if is_platform else resolver().by_host(site_host or host)
    g.leave_tenant = enter(tenant)
    if is_platform:
        return None
    if tenant is None:
        return error_page(404, title="No site here", message=f"No site answers at {host}. Is the address right?")
    if (
        not site_host
        and host != tenant.host
        and request.method in ("GET", "HEAD")
        and not request.path.startswith("/api/")
    ):
        return redirect(tenant.origin + request.full_path.rstrip("?"), 301)  # pyright: ignore
    return _closed(tenant)


def _is_page() -> bool:
    """Whether the same is read at the site's own address."""
    return request.method in ("GET", "HEAD") and not request.path.startswith("/api/")


def release_request(error: BaseException | None) -> None:
    """Close the session that belongs to this binding, then let the binding go."""
    if "leave_tenant" in g:
        db.session.remove()
        g.pop("leave_tenant")()


def _closed(tenant: BoundTenant) -> Response | None:
    is_open = ("/brand/", *LEAVING) if tenant.status == "deleting" else ("/brand/",)
    if tenant.is_closed and not request.path.startswith(is_open):
        message = tenant.status_reason or "Its owner can write to us to have it opened again."
        words = "is closing" if tenant.status == "deleting" else "is closed for now"
        answer = error_page(503, title=f"{tenant.name} {words}", message=message)
        answer.headers["Retry-After"] = "3600"
        return answer
    return None
