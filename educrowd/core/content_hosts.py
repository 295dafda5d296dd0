"""A host for each site that serves what strangers made to run: its pages have no cookie of the site, and no rights."""

from __future__ import annotations

from flask import current_app

from .current import current

LABEL = "content"


def origin() -> str:
    """The bound site's: `https://nell.content.example.org`."""
    config = current_app.config
    port = "" if config["PUBLIC_PORT"] in (80, 443) else f":{config['PUBLIC_PORT']}"
    return f"{config['PREFERRED_URL_SCHEME']}://{current.tenant.slug}.{LABEL}.{config['BASE_DOMAIN']}{port}"


def site_behind(host: str) -> str:
    """The site's own host that a content host belongs to; empty for any other host."""
    base = current_app.config["BASE_DOMAIN"]
    slug = host.removesuffix(f".{LABEL}.{base}")
    return f"{slug}.{base}" if slug != host and "." not in slug else ""
