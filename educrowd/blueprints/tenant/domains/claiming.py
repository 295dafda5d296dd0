"""A domain becomes a site's own: claimed, proven, given up."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from educrowd.core import tenancy
from educrowd.core.allowances import require_feature
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import throttle

from ..models import Domain
from ..resolving import changed
from .lapsing import lapse
from .names import FIELD, parse_host
from .primary import make_primary, permanent
from .proving import Proof, look_for

FEATURE = "custom_domain"
MOST = 20


def claim(said: str) -> Domain:
    """Put a domain on the site's list; it answers nothing before it is proven."""
    require_feature(FEATURE)
    throttle("30 per hour", "claim a domain", str(current.tenant_id))
    host = parse_host(said)
    before = db.session.scalar(select(Domain).filter_by(tenant_id=current.tenant_id, host=host))
    if before is not None and before.released_at is None:
        raise Invalid(FIELD, f"{host} is on your list already.")
    if (db.session.scalar(select(func.count()).select_from(Domain.mine().subquery())) or 0) > MOST:
        raise Refused(f"A site holds at most {MOST} domains. Give one up first.")
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    domain = Domain.claimed(host)
    db.session.add(domain)
    db.session.flush()
    audit("domain.claimed", subject=domain, host=host)
    return domain


def prove(domain: Domain) -> Proof:
    """Look for the domain's record; when it is there, the site answers under the domain from now on.

    Refused where another site has proven the domain and still can.
    """
    proof = look_for(domain.record)
    if proof is Proof.UNKNOWN:
        return proof
    domain.note_look(is_there=proof is Proof.THERE)
    if proof is Proof.THERE and domain.verified_at is None:
        require_feature(FEATURE)
        _take(domain)
        audit("domain.verified", subject=domain, host=domain.host)
        changed()
    return proof


def give_up(domain: Domain) -> None:
    """Let go of a domain; for a week nobody else can have what visitors still take for this site."""
    if domain.is_primary:
        make_primary(permanent())
    audit("domain.released", subject=domain, host=domain.host)
    if domain.verified_at is None:
        db.session.delete(domain)
    else:
        domain.released_at = utcnow()
    changed()


def _take(domain: Domain) -> None:
    if _is_taken(domain):
        _make_way(domain)
        if _is_taken(domain):
            raise Refused(f"Another site has just taken {domain.host}.")


def _is_taken(domain: Domain) -> bool:
    """Take it; True where another site has it."""
    try:
        with db.session.begin_nested():
            domain.verified_at = utcnow()
            db.session.flush()
    except IntegrityError:
        db.session.refresh(domain)
        return True
    return False


def _make_way(domain: Domain) -> None:
    """Whoever has it loses it when the name servers no longer speak for them: they sold it, or let it go."""
    host = domain.host
    with tenancy.bind(None):
        holder = db.session.scalar(select(Domain).where(Domain.host == host, Domain.verified_at.is_not(None)))
        if holder is None:
            return
        if holder.in_quarantine_until and not holder.is_over:
            raise Refused(
                f"Another site gave {host} up a short while ago. It can be proven from "
                f"{holder.in_quarantine_until:%d %B %Y} on; until then visitors might take you for them."
            )
        site, id, record, is_over = holder.tenant_id, holder.id, holder.record, holder.is_over
    if not is_over and look_for(record) in (Proof.THERE, Proof.UNKNOWN):
        raise Refused(f"{host} is proven for another site, whose record is still there. Remove that record first.")
    with tenancy.transaction(site):
        lapse(db.session.get_one(Domain, id))
