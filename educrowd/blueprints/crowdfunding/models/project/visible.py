"""Who sees a project and who edits it: for one, and for whole lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, true

from educrowd.core.db import utcnow

from .states import PUBLIC_STATES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from educrowd.blueprints.auth.models.user import User


class Visible:
    """Lists for people, and the question for one project."""

    if TYPE_CHECKING:
        id: Mapped[int]
        state: Mapped[str]
        creator_id: Mapped[int]
        deadline: Mapped[datetime | None]
        suspended_at: Mapped[datetime | None]
        created_at: Mapped[datetime]

        @property
        def is_suspended(self) -> bool: ...

    @classmethod
    def open(cls) -> Select[Self]:
        """What takes pledges now, what ends first on top."""
        return (
            select(cls)
            .where(cls.state == "live", cls.suspended_at.is_(None), cls.deadline > utcnow())
            .order_by(cls.deadline, cls.id)
        )

    @classmethod
    def public(cls) -> Select[Self]:
        """What anybody may see: first what ends next, then what ended last."""
        is_over = cls.state != "live"
        ends_next = case((cls.state == "live", cls.deadline))
        public = select(cls).where(cls.is_shown())
        return public.order_by(is_over, ends_next, cls.deadline.desc(), cls.id)

    @classmethod
    def visible(cls, user: User) -> Select[Self]:
        """What this person may see: the public ones, and one's own in any state."""
        if user.can("projects.manage"):
            return select(cls)
        mine = cls.creator_id == user.id if user.can("projects.create") else false()
        return select(cls).where(or_(cls.is_shown(), mine))

    @classmethod
    def is_shown(cls) -> ColumnElement[bool]:
        """Whether everybody may see it."""
        return and_(cls.state.in_(PUBLIC_STATES), cls.suspended_at.is_(None))

    @classmethod
    def editable(cls, user: User) -> Select[Self]:
        """What this person may edit, newest first."""
        return (
            select(cls)
            .where(true() if user.can("projects.manage") else cls.creator_id == user.id)
            .order_by(cls.created_at.desc(), cls.id.desc())
        )

    def editable_by(self, user: User) -> bool:
        return user.can("projects.manage") or (self.creator_id == user.id and user.can("projects.create"))

    @property
    def visible_to_all(self) -> bool:
        return self.state in PUBLIC_STATES and not self.is_suspended

    def visible_to(self, user: User) -> bool:
        return self.visible_to_all or self.editable_by(user)
