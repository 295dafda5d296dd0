"""Staff bring people onto their site and change what they may do."""

from __future__ import annotations

from datetime import datetime

from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.errors import Invalid, Refused

from .. import mailers
from ..models import Membership, User


class NotYours(Refused):
    """A role that the person who asks may not hand out or take away."""

    code = "forbidden"
    status = 403


def invite(email: str, role: str, *, name: str = "", expires_at: datetime | None = None) -> Membership:
    """Offer somebody a role here; it is theirs, and their name known here, once they come.

    Whoever has no account yet, or never proved the address, gets a link to do so.
    """
    _refuse_unless_grantable(role)
    _refuse_past(expires_at)
    person = User.guest(email, name)
    if not Membership.any_given_to(person.id):
        require_room("members")
    membership = person.take(role, assigned_by=current.user, expires_at=expires_at)
    _note("member.added", membership, role=role)
    mailers.send_invitation.later(person.id, role)
    return membership


def change(membership: Membership, *, role: str | None = None, **until: datetime | None) -> Membership:
    """Another role, or another end (`expires_at=`)."""
    _refuse_unless_grantable(membership.role)
    if role:
        _refuse_unless_grantable(role)
    _refuse_past(until.get("expires_at"))
    before = membership.role
    membership.change(role=role, **until)
    _note("member.changed", membership, before=before, role=membership.role)
    return membership


def remove(membership: Membership) -> None:
    """Take a role away."""
    _refuse_unless_grantable(membership.role)
    membership.end()
    _note("member.removed", membership, role=membership.role)


def _note(act: str, membership: Membership, **details: str) -> None:
    person = membership.user
    audit(act, subject=person, **details).subject_name = person.shown_name


def _refuse_unless_grantable(role: str) -> None:
    if role not in current.user.grantable_roles:
        raise NotYours("Only an owner gives or takes this role.", field="role")


def _refuse_past(moment: datetime | None) -> None:
    if moment and moment <= utcnow():
        raise Invalid("expires_at", "This moment has passed.")
