"""Whether the web server in front fetches a certificate for a domain when somebody first comes."""

from __future__ import annotations

from educrowd.core.audit import audit

from ..models import Domain
from ..resolving import changed


def fetch_certificates(domain: Domain, *, wanted: bool) -> None:
    """Let certificates be fetched for it, or not."""
    if wanted == domain.is_ssl_enabled:
        return
    domain.is_ssl_enabled = wanted
    audit("domain.changed", subject=domain, host=domain.host)
    changed()
