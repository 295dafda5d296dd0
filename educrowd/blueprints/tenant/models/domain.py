"""The hosts under which a tenant's site answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, Timestamps


class Domain(Timestamps, Model):
    """One host of one tenant; the slug host is verified from the start, others by a TXT record."""

    __tablename__ = "domains"
    __table_args__ = (
        Index("ix_domains_tenant_id", "tenant_id"),
        Index("uq_domains_primary", "tenant_id", unique=True, postgresql_where=text("is_primary")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    host: Mapped[str] = mapped_column(unique=True)
    is_primary: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    is_ssl_enabled: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    verification_token: Mapped[str | None]
    verified_at: Mapped[datetime | None]

    tenant = relationship("Tenant", back_populates="domains")
