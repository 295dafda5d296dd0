"""A domain that is no longer a site's own."""

from __future__ import annotations

from educrowd.core import registry
from educrowd.core.audit import audit

from ..models import Domain
from ..resolving import changed
from .primary import make_primary, permanent


def lapse(domain: Domain) -> None:
    """The bound site stops answering under a domain whose proof is gone; its permanent address goes on."""
    if domain.is_primary:
        make_primary(permanent())
    was_given_up = domain.released_at is not None
    domain.stop()
    if not was_given_up:
        audit("domain.lapsed", subject=domain, host=domain.host)
        registry.domain_news.collect("lapsed", domain)
    changed()
