"""Addresses on the site's content host: they open one package for some hours, and carry no other right."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from educrowd.core import content_hosts
from educrowd.core.current import current

LASTS_SECONDS = 12 * 3600


def player_url(public_id: str) -> str:
    """The page that plays a package."""
    return f"{content_hosts.origin()}/scorm/{_signer().dumps(public_id)}/"


def package_in(token: str) -> str | None:
    """The public id that a token of this site opens; None when it is not ours or too old."""
    try:
        return _signer().loads(token, max_age=LASTS_SECONDS)
    except BadSignature:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"scorm-{current.tenant.id}")
