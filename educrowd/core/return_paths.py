"""Where letters that can't be delivered come back to: an address of its own for each, which nobody else can make up."""

from __future__ import annotations

import hashlib
import hmac
import re

from flask import current_app

from .db import bound_tenant_id

WRITTEN = re.compile(r"([1-9]\d{0,17})-([a-z0-9-]{1,40})-([0-9a-f]{20})\Z")


def return_path(key: str) -> str:
    """The address for a letter called `key` (small letters, digits, hyphens); empty where none is set up."""
    local, _, domain = current_app.config["MAIL_BOUNCES_TO"].partition("@")
    tenant_id = bound_tenant_id()
    return f"{local}+{tenant_id}-{key}-{_seal(tenant_id, key)}@{domain}" if domain else ""


def read(address: str) -> tuple[int, str] | None:
    """The site and the key of a letter whose return path this is; None for every other address."""
    local, _, domain = address.strip().lower().partition("@")
    ours, _, our_domain = current_app.config["MAIL_BOUNCES_TO"].lower().partition("@")
    begin, _, rest = local.partition("+")
    found = WRITTEN.match(rest)
    if not our_domain or domain != our_domain or begin != ours or not found:
        return None
    tenant_id, key = int(found[1]), found[2]
    return (tenant_id, key) if hmac.compare_digest(found[3], _seal(tenant_id, key)) else None


def _seal(tenant_id: int, key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"return-path|{tenant_id}|{key}".encode(), hashlib.sha256).hex()[:20]
