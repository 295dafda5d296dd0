"""A site for machines: JSON-LD as schema.org names things."""

from __future__ import annotations

from typing import Any

from educrowd.core.current import current


def web_site() -> dict[str, Any]:
    """The current site as a WebSite."""
    tenant = current.tenant
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": tenant.name,
        "description": tenant.description or tenant.name,
        "url": f"{tenant.origin}/",
        "inLanguage": tenant.locale.replace("_", "-"),
        "publisher": {"@type": "Organization", "name": tenant.name, "url": tenant.origin},
    }
