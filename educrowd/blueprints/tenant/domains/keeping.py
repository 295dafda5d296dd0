"""Domains looked at again: claims that were proven meanwhile, proofs that are gone, what is over."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job

from ..models import Domain
from .claiming import prove
from .lapsing import lapse
from .proving import Proof


@job
def look_after_domains() -> None:
    """Drop what is over, and have the others looked at one by one, as name servers can be slow."""
    own = select(Domain).where(Domain.tenant_id == current.tenant_id, Domain.verification_token.is_not(None))
    for domain in db.session.scalars(own):
        if domain.is_over:
            db.session.delete(domain)
        elif not domain.released_at and domain.is_due_for_a_look:
            look_at_domain.later(domain.id)


@job
def look_at_domain(id: int) -> None:
    """Ask the name servers whether its record is there, and tell the owners what follows."""
    domain = db.session.get(Domain, id, with_for_update=True)
    if domain is None or domain.released_at:
        return
    was_pending, was_unproven = domain.verified_at is None, domain.unproven_since is not None
    try:
        proof = prove(domain)
    except Refused:
        # Another site has it, or the plan no longer holds domains: the page says so when somebody asks there.
        return
    if proof is Proof.UNKNOWN:
        return
    if was_pending:
        if proof is Proof.THERE:
            registry.domain_news.collect("verified", domain)
    elif domain.lapses_at and domain.lapses_at < utcnow():
        lapse(domain)
    elif domain.unproven_since and not was_unproven:
        registry.domain_news.collect("unproven", domain)
