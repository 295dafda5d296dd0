"""A person's role on a site, for good or until a day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Select,
    UniqueConstraint,
    and_,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, Timestamps, bound_tenant_id, db, utcnow
from educrowd.core.errors import Refused

from .. import roles

if TYPE_CHECKING:
    from .user import User


class LastOwner(Refused):
    """A site is never left without an owner."""


class Membership(Timestamps, Model):
    """One role of one person on one site."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id", "role"),
        Index("ix_memberships_user_id", "user_id", "tenant_id", "is_active"),
        CheckConstraint(text("role IN ({})".format(", ".join(f"'{role}'" for role in roles.ROLES))), name="role"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), default=bound_tenant_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    assigned_by_id: Mapped[int | None] = mapped_column("assigned_by", ForeignKey("users.id", ondelete="SET NULL"))
    assigned_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    # A row that staff have written counts, and shows whose it is, only once the person has come.
    accepted_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    assigned_by: Mapped[User | None] = relationship(foreign_keys=assigned_by_id)

    @classmethod
    def here(cls) -> Select[Self]:
        """All memberships of the current site, ended ones included."""
        return select(cls).where(cls.tenant_id == bound_tenant_id())

    @classmethod
    def is_current(cls) -> ColumnElement[bool]:
        """Active on the current site by the database's clock."""
        return and_(cls.is_given(), cls.accepted_at.is_not(None))

    @classmethod
    def is_given(cls) -> ColumnElement[bool]:
        """The same, or offered: it takes a place."""
        unexpired = or_(cls.expires_at.is_(None), cls.expires_at > func.now())
        return and_(cls.tenant_id == bound_tenant_id(), cls.is_active, unexpired)

    @classmethod
    def offered_to(cls, user_id: int) -> Select[Self]:
        """What waits on the current site for this person to come."""
        return select(cls).where(cls.user_id == user_id, cls.is_given(), cls.accepted_at.is_(None))

    @classmethod
    def accepted_by(cls, user_id: Any) -> ColumnElement[bool]:
        """Whether this person has come to the current site; also when all their roles have ended since."""
        here = func.app.tenant_id(type_=BigInteger)
        came = exists().where(cls.user_id == user_id, cls.tenant_id == here, cls.accepted_at.is_not(None))
        return came.correlate_except(cls)

    @classmethod
    def any_accepted_by(cls, user_id: int) -> bool:
        return bool(db.session.scalar(select(cls.accepted_by(user_id))))

    @classmethod
    def any_given_to(cls, user_id: int) -> bool:
        """Whether this person has a place on the current site, taken or offered."""
        return bool(db.session.scalar(select(exists().where(cls.user_id == user_id, cls.is_given()))))

    @classmethod
    def active_for(cls, user_id: Any) -> ColumnElement[bool]:
        return and_(cls.user_id == user_id, cls.is_current())

    @classmethod
    def give(cls, user_id: int, role: str, *, assigned_by: User | None, expires_at: datetime | None) -> Self:
        """The person's membership with this role, made or renewed."""
        held = db.session.scalar(cls.here().where(cls.user_id == user_id, cls.role == role))
        if held and held.is_active and role == roles.OWNER and expires_at:
            held._refuse_if_last_owner()
        membership = held or cls(user_id=user_id, role=role)
        membership.is_active, membership.expires_at = True, expires_at
        membership.assigned_by, membership.assigned_at = assigned_by, utcnow()
        db.session.add(membership)
        db.session.flush()
        return membership

    @property
    def has_ended(self) -> bool:
        return not self.is_active or (self.expires_at is not None and self.expires_at <= utcnow())

    def accept(self) -> None:
        """The person wants it; what was accepted before stays so."""
        self.accepted_at = self.accepted_at or utcnow()
        db.session.flush()

    def editable_by(self, user: Any) -> bool:
        return user.can("members.manage") and self.role in user.grantable_roles

    def change(self, *, role: str | None = None, **until: datetime | None) -> None:
        """Another role, or (`expires_at=`) another moment at which it ends; None means never."""
        role = role or self.role
        if self.role == roles.OWNER and (role != roles.OWNER or until.get("expires_at")):
            self._refuse_if_last_owner()
        if role != self.role:
            self._refuse_if_held(role)
        self.role = role
        self.expires_at = until.get("expires_at", self.expires_at)
        db.session.flush()

    def end(self) -> None:
        """Take the role away; the row stays, as people will ask."""
        if self.role == roles.OWNER:
            self._refuse_if_last_owner()
        self.is_active = False

    def _refuse_if_held(self, role: str) -> None:
        held = Membership.here().where(Membership.user_id == self.user_id, Membership.role == role)
        if db.session.scalar(held):
            raise Refused("This person has, or had, that role already; add it anew instead.", field="role")

    def _refuse_if_last_owner(self) -> None:
        # Neither who leaves on a day nor who has not come yet could look after the site from then on.
        owners = select(Membership.id).where(Membership.is_current(), Membership.role == roles.OWNER)
        lasting = owners.where(Membership.expires_at.is_(None)).with_for_update(of=Membership)
        if set(db.session.scalars(lasting)) <= {self.id}:
            raise LastOwner("A site needs an owner for good. Make somebody else one first.", field="role")
