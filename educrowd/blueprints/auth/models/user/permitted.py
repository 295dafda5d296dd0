"""What a person may do on the current site, and who may do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db

from ... import roles, scopes
from ..membership import Membership
from ..operator import Operator

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Permitted:
    """Roles are asked for once in a session; a key lends no more of them than it was made for."""

    if TYPE_CHECKING:
        id: Mapped[int]
        is_verified: Mapped[bool]

    def can(self, ability: str) -> bool:
        """Whether this person holds an ability on the current site, and the key that they show lends it."""
        if self.is_held_back:
            return False
        return roles.can(self.roles, ability) and (self._lent is None or ability in self._lent)

    # For this request: the site asks its staff for two factors, and this sign-in had one.
    is_held_back = False
    _lent = None
    _scopes = None

    def acts_by_key(self, key_scopes: Sequence[str]) -> None:
        """For the rest of this request, hold only what the key lends of one's abilities."""
        self._scopes, self._lent = key_scopes, scopes.abilities_of(key_scopes)

    def opens(self, path: str) -> bool:
        """Whether what the API shows below this path is open to the key that they show, if they show one."""
        return self._scopes is None or scopes.allowed_by(self._scopes, "GET", path)

    @property
    def grantable_roles(self) -> tuple[str, ...]:
        """What this person may hand out or take away; a key makes neither owners nor admins."""
        grantable = () if self.is_held_back else roles.grantable_by(self.roles)
        return grantable if self._lent is None else tuple(role for role in grantable if role not in roles.ROLES[:2])

    @property
    def roles(self) -> set[str]:
        """The roles that are active on the current site, asked for once in a session."""
        if current.tenant_id is None:
            return set()
        if self._roles is None:
            self._roles = set(db.session.scalars(select(Membership.role).where(Membership.active_for(self.id))))
        return self._roles

    _roles = None

    @property
    def role(self) -> str | None:
        return roles.strongest(self.roles)

    @property
    def is_member(self) -> bool:
        return bool(self.roles)

    @property
    def was_removed(self) -> bool:
        """Whether staff have taken a role of this person away on the current site; leaving a project's team is none."""
        taken = Membership.here().where(Membership.user_id == self.id, Membership.is_active.is_(False))
        taken = taken.where(Membership.role != roles.COLLABORATOR)
        return db.session.scalar(taken.limit(1)) is not None

    # The same for the platform, which asks it of its operators.
    operates_nothing = False

    @property
    def is_operator(self) -> bool:
        """Whether this person runs the platform, and may now."""
        return self._lent is None and not self.operates_nothing and self.runs_platform

    @property
    def runs_platform(self) -> bool:
        return db.session.get(Operator, self.id) is not None

    def take(
        self,
        role: str,
        *,
        assigned_by: Any = None,
        expires_at: datetime | None = None,
        is_accepted: bool = False,
    ) -> Membership:
        """Give this person a role on the current site; a role held before is renewed.

        What staff give waits until the person accepts, unless they have come here before. Anybody can register any
        address: what was given to one waits in any case until its owner has proven to be it.
        """
        accepts = is_accepted or Membership.any_accepted_by(self.id)
        membership = Membership.give(self.id, role, assigned_by=assigned_by, expires_at=expires_at)
        if assigned_by is None or (self.is_verified and accepts):
            membership.accept()
        self._forget_roles()
        return membership

    def accept_roles(self) -> None:
        """Take what was offered on the current site, by coming there; an unproven address takes nothing."""
        if self.is_verified:
            for membership in db.session.scalars(Membership.offered_to(self.id)):
                membership.accept()
            self._forget_roles()

    def _forget_roles(self) -> None:
        self._roles = None
        if self in db.session:
            db.session.expire(self, ["has_come"])
