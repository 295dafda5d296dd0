"""The organization behind a site."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.current import BoundTenant
from educrowd.core.db import Model, Timestamps, db, utcnow
from educrowd.core.terms import Terms
from educrowd.core.themes import CHOICES

from .domain import Domain
from .plan import Plan

FREE = "free"
STATUSES = ("active", "past_due", "suspended", "deleting", "erased")
ACCENT = "#b4552d"
LOOK = ("accent", "typeface", "corners", "layout", "scheme")
CHANGEABLE = frozenset(
    {"name", "description", "email", "website", "timezone", "language", "currency", "is_listed", *LOOK}
)


class Tenant(Timestamps, Model):
    """One organization: its site, its brand, its plan."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name="accent"),
        *(CheckConstraint(f"{name} IN {tuple(choices)}", name=name) for name, choices in CHOICES.items()),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'", name="slug"),
        Index("ix_tenants_listed", "created_at", "id", postgresql_where=text("is_listed AND status = 'active'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="", default="")
    email: Mapped[str] = mapped_column(server_default="", default="")
    website: Mapped[str] = mapped_column(server_default="", default="")
    timezone: Mapped[str] = mapped_column(server_default="UTC", default="UTC")
    language: Mapped[str] = mapped_column(server_default="en", default="en")
    currency: Mapped[str] = mapped_column(server_default="USD", default="USD")
    accent: Mapped[str] = mapped_column(server_default=ACCENT, default=ACCENT)
    typeface: Mapped[str] = mapped_column(server_default="editorial", default="editorial")
    corners: Mapped[str] = mapped_column(server_default="soft", default="soft")
    layout: Mapped[str] = mapped_column(server_default="wide", default="wide")
    scheme: Mapped[str] = mapped_column(server_default="device", default="device")
    is_listed: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"), default=dict)
    features: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"), default=dict)
    status: Mapped[str] = mapped_column(server_default="active", default="active")
    status_reason: Mapped[str] = mapped_column(server_default="", default="")
    on_trial: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    paid_until: Mapped[date | None]
    subscription_plan: Mapped[str] = mapped_column(ForeignKey(Plan.code), server_default=FREE, default=FREE)
    subscription_status: Mapped[str] = mapped_column(server_default="active", default="active")
    subscription_expires_at: Mapped[datetime | None]

    domains: Mapped[list[Domain]] = relationship(back_populates="tenant", order_by=Domain.id)

    @classmethod
    def called(cls, slug: str) -> Select[Any]:
        return select(cls).where(cls.slug == slug)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def is_erased(self) -> bool:
        """Whether its books are all that is left of it."""
        return self.status == "erased"

    @property
    def plan_code(self) -> str:
        """Of the plan whose terms hold: during the trial that of the trial."""
        return current_app.config["TRIAL_PLAN"] if self.on_trial else self.subscription_plan

    @property
    def plan(self) -> Plan:
        return db.session.get_one(Plan, self.plan_code)

    @property
    def terms(self) -> Terms:
        return self.plan.terms

    @property
    def primary_host(self) -> str:
        """The verified primary domain, or the permanent slug host."""
        for domain in self.domains:
            if domain.is_primary and domain.answers:
                return domain.host
        return slug_host(self.slug)

    @property
    def origin(self) -> str:
        return origin_of(self.primary_host)

    @property
    def grace_is_over(self) -> bool:
        return self.is_active and self.subscription_expires_at is not None and self.subscription_expires_at < utcnow()

    def hold(self, plan: str, *, until: date | None = None) -> None:
        """Have a plan's terms from now on, paid or given; a site that could only be read can be changed again."""
        self.subscription_plan, self.paid_until = plan, until
        self.on_trial, self.subscription_expires_at = False, None
        if self.status == "past_due":
            self.status = "active"

    def suspend(self, reason: str) -> None:
        """Close the site; data stays untouched."""
        self.status, self.status_reason = "suspended", reason

    def resume(self) -> None:
        self.status, self.status_reason = "active", ""

    def change(self, **values: Any) -> None:
        """Set what its staff may set themselves."""
        for name in values.keys() & CHANGEABLE:
            setattr(self, name, values[name])

    def editable_by(self, user: Any) -> bool:
        return user.can("site.manage")

    def snapshot(self) -> BoundTenant:
        """What requests and jobs carry along."""
        return BoundTenant(
            id=self.id,
            slug=self.slug,
            name=self.name,
            host=self.primary_host,
            origin=self.origin,
            status=self.status,
            status_reason=self.status_reason,
            timezone=self.timezone,
            locale=self.language,
            currency=self.currency,
            **{name: getattr(self, name) for name in LOOK},
            revision=self.updated_at.isoformat(),
            description=self.description,
            settings=MappingProxyType(dict(self.settings)),
            features=MappingProxyType(dict(self.features)),
            plan=self.terms,
        )


def slug_host(slug: str) -> str:
    """The host that a site keeps for good; tokens are bound to it."""
    return f"{slug}.{current_app.config['BASE_DOMAIN']}"


def origin_of(host: str) -> str:
    """Scheme, host and, where it isn't the scheme's own, port: for links in mails and between hosts."""
    scheme = current_app.config["PREFERRED_URL_SCHEME"]
    port = current_app.config["PUBLIC_PORT"]
    return f"{scheme}://{host}" if port in (80, 443) else f"{scheme}://{host}:{port}"


def slug_domain(slug: str, tenant_id: int) -> Domain:
    return Domain(tenant_id=tenant_id, host=slug_host(slug), is_primary=True, verified_at=utcnow())
