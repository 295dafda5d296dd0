"""What webhooks may tell of people."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.webhooks import announces

from .models import Membership
from .schemas import MemberOut
from .signals import member_joined


def first_membership(user_id: int) -> Membership | None:
    """With which somebody came to this site."""
    if not current.user.can("members.manage"):
        return None
    held = Membership.here().where(Membership.active_for(user_id)).options(joinedload(Membership.user))
    return db.session.scalar(held.order_by(Membership.id).limit(1))


announces(
    member_joined,
    "member.joined",
    "Somebody is new on the site.",
    id="user_id",
    schema=MemberOut(),
    find=first_membership,
    path="members",
)
