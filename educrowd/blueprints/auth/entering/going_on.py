"""From the platform, where a letter's link was followed, on to the site from which the letter was asked for.

Which site that is stands in the code's own row, and from there on in a signed address: nobody is led anywhere by an
address that a stranger made up. A button leads on, as a site learns who one is by it.
"""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import people, tenancy
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import SingleUseCode, User
from . import signing_in

SECONDS = 3600


def page_after(redeemed: SingleUseCode, *, otherwise: str) -> str:
    """Where a person goes on whose code has been redeemed."""
    if site_of(redeemed) is None:
        return otherwise
    return url_for("auth.go_on", token=_signer().dumps([redeemed.user_id, redeemed.site_id]))


def site_of(code: SingleUseCode | None) -> Tenant | None:
    """The site that the letter was about, while it can be come to."""
    return _open_site(code.site_id) if code and code.site_id else None


def site_behind(token: str, user: User) -> Tenant | None:
    """The site to which this person, and nobody else, is led on."""
    try:
        user_id, site_id = _signer().loads(token, max_age=SECONDS)
    except BadSignature:
        return None
    return _open_site(site_id) if user_id == user.id else None


def come(user: User, site: Tenant) -> str:
    """Belong to the site, with what was offered there; answers the address that signs this browser in."""
    user_id, address = user.id, f"{site.origin}/enter?next=/"
    with tenancy.transaction(site.id):
        current.user = people.acting(user_id)
        signing_in.join(current.user)
    return address


def _open_site(site_id: int) -> Tenant | None:
    site = db.session.get(Tenant, site_id)
    return site if site and site.status in ("active", "past_due") else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="go-on")
