"""What every answer carries and every unsafe request must show."""

from __future__ import annotations

import functools
import secrets

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms.validators import ValidationError

from .addresses import parts_of
from .current import current

csrf = CSRFProtect()

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Answered without cookies, so no other site can borrow a person's rights through a browser.
COOKIELESS = ("/api/", "/webhooks/", "/unsubscribe/", "/lti/services/")
COOKIELESS_PAGES = frozenset({"/webmention"})
SHORTLY = "public, max-age=60, stale-while-revalidate=300"
STANDING_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csrf.init_app(app)
    app.after_request(add_headers)


def trust_proxies(app: Flask) -> None:
    """Believe our own proxies about the client and the host; outermost, as everyone after it reads those."""
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)


def refuse_nul() -> None:
    """PostgreSQL keeps no NUL, so nothing of ours is found under an address that has one."""
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(404)


def is_cookieless() -> bool:
    return request.path in COOKIELESS_PAGES or request.path.startswith(COOKIELESS)


def check_origin_and_token() -> None:
    """Refuse an unsafe request that did not start on this very host: sibling sites are strangers."""
    if request.method in SAFE_METHODS or is_cookieless():
        return
    if not is_same_origin():
        abort(403, "This form was sent from another site.")
    if request.is_json:
        abort(415, "This page reads forms; the API reads JSON.")
    if not current.user.is_authenticated and _has_origin():
        return  # A browser says that this very host sent it, and there are no rights to borrow.
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken", ""))
    except ValidationError:
        abort(400, "This form has expired. Load the page again and send it once more.")


def _has_origin() -> bool:
    return "Origin" in request.headers or "Sec-Fetch-Site" in request.headers


def is_same_origin() -> bool:
    """Whether a page of this very host sent the request, as far as its browser says."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site not in (None, "same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin != "null" and parts_of(origin).netloc == request.host


def allow_frames_of(origin: str) -> None:
    """Let this answer, and no other, show a page of another site inside it."""
    g.frames_of = origin


def let_forms_lead_to(*origins: str) -> None:
    """Let forms of this answer, and no other, end at other sites; redirects count."""
    g.forms_lead_to = origins


@functools.cache
def content_security_policy(*form_action: str, frame_src: str = "'self'") -> str:
    """No inline script or style, nobody else's anything; Checkout may be where a form leads."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"frame-src {frame_src}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            " ".join(("form-action 'self'", *form_action)),
        )
    )


def _where_forms_may_lead() -> tuple[str, ...]:
    """Redirects count: a pledge leads to Checkout, signing up on the platform's host to one's own site."""
    config = current_app.config
    if current.tenant is not None:
        return config["FORM_ACTION_ORIGINS"]
    port = "" if config["PUBLIC_PORT"] in (80, 443) else f":{config['PUBLIC_PORT']}"
    return (f"{config['PREFERRED_URL_SCHEME']}://*.{config['BASE_DOMAIN']}{port}",)


def add_headers(response: Response) -> Response:
    """The headers of every answer; a view that set its own keeps it."""
    own = {name.lower() for name, _ in response.headers}
    standing = {
        "Content-Security-Policy": content_security_policy(
            *_where_forms_may_lead(), *g.get("forms_lead_to", ()), frame_src=g.get("frames_of", "'self'")
        ),
        **STANDING_HEADERS,
        "X-Request-Id": request_id(),
    }
    if current_app.config["SESSION_COOKIE_SECURE"]:
        standing["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "cache-control" not in own:
        standing["Cache-Control"] = SHORTLY if _is_public(response) else "private, no-store"
        response.vary.update(("Cookie", "HX-Request"))
    response.headers.extend((name, value) for name, value in standing.items() if name.lower() not in own)
    return response


def _is_public(response: Response) -> bool:
    """Private pages leave nothing behind; pages for visitors may be kept for a minute."""
    return (
        not current.user.is_authenticated
        and request.method in ("GET", "HEAD")
        and response.status_code == 200
        and "Set-Cookie" not in response.headers
        and not request.cookies
    )


def request_id() -> str:
    """One id for this request, in logs, errors and the answer's header."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return g.request_id
