"""The hosts under which a tenant's site answers."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Select, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.current import current
from educrowd.core.db import Model, Timestamps, utcnow

# How long a domain that was given up is kept from other sites, and how long a claim waits for its proof.
QUARANTINE = timedelta(days=7)
CLAIM_WAITS = timedelta(days=7)
# A proof that is gone for so long ends the domain; until then its owners can put it back.
PROOF_MAY_BE_GONE = timedelta(days=3)
LOOK_AGAIN = timedelta(days=1)


class Domain(Timestamps, Model):
    """One host of one tenant; the slug host is verified from the start, others by a TXT record."""

    __tablename__ = "domains"
    __table_args__ = (
        UniqueConstraint("tenant_id", "host"),
        CheckConstraint("NOT is_primary OR (verified_at IS NOT NULL AND released_at IS NULL)", name="primary"),
        Index("ix_domains_tenant_id", "tenant_id"),
        Index("uq_domains_primary", "tenant_id", unique=True, postgresql_where=text("is_primary")),
        Index("uq_domains_host", "host", unique=True, postgresql_where=text("verified_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    host: Mapped[str]
    is_primary: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    is_ssl_enabled: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    verification_token: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    unproven_since: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    tenant = relationship("Tenant", back_populates="domains")

    @classmethod
    def claimed(cls, host: str) -> Domain:
        """A host that the bound site says is its own; nothing follows from that yet."""
        return cls(tenant_id=current.tenant_id, host=host, verification_token=secrets.token_urlsafe(24))

    @classmethod
    def mine(cls) -> Select[Any]:
        """Those of the bound site that it has not given up."""
        own = select(cls).where(cls.tenant_id == current.tenant_id, cls.released_at.is_(None))
        return own.order_by(cls.is_primary.desc(), cls.id)

    @property
    def is_own(self) -> bool:
        """Whether it is one that needed a proof, rather than the site's permanent address."""
        return self.verification_token is not None

    @property
    def answers(self) -> bool:
        return self.verified_at is not None and self.released_at is None

    @property
    def state(self) -> str:
        """`pending`, `verified`, `unproven` (it answers, but its proof is gone) or `released`."""
        if self.released_at:
            return "released"
        if not self.verified_at:
            return "pending"
        return "unproven" if self.unproven_since else "verified"

    @property
    def record(self) -> tuple[str, str]:
        """Name and value of the TXT record that proves it."""
        return f"_educrowd.{self.host}", f"educrowd-site={self.verification_token}"

    @property
    def in_quarantine_until(self) -> datetime | None:
        return self.released_at + QUARANTINE if self.released_at else None

    @property
    def lapses_at(self) -> datetime | None:
        return self.unproven_since + PROOF_MAY_BE_GONE if self.unproven_since else None

    @property
    def is_due_for_a_look(self) -> bool:
        """A claim each time, a proven domain once a day."""
        return self.verified_at is None or self.checked_at is None or self.checked_at < utcnow() - LOOK_AGAIN

    @property
    def is_over(self) -> bool:
        """A claim that nobody proved, or a quarantine that has passed."""
        if self.released_at:
            return self.released_at < utcnow() - QUARANTINE
        return self.verified_at is None and self.created_at < utcnow() - CLAIM_WAITS

    def note_look(self, *, is_there: bool) -> None:
        """Its record was looked for, and the name servers answered."""
        self.checked_at = utcnow()
        self.unproven_since = None if is_there or not self.verified_at else self.unproven_since or utcnow()

    def stop(self) -> None:
        """Answer no longer: not proven any more."""
        self.verified_at, self.unproven_since = None, None

    def managed_by(self, user: Any) -> bool:
        return self.is_own and user.can("site.manage")
