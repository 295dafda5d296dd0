"""Who sees a project: for one, and for whole lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from educrowd.core.db import utcnow

from ..team import TEAM_ROLES
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
        launched_at: Mapped[datetime | None]
        is_withheld: Mapped[bool]
        suspended_at: Mapped[datetime | None]
        created_at: Mapped[datetime]

        @property
        def is_suspended(self) -> bool: ...

        @property
        def is_called_off(self) -> bool: ...

        def figures_seen_by(self, user: Any) -> bool: ...

        @classmethod
        def _all_or_mine(cls, user: Any, *roles: str) -> ColumnElement[bool]: ...

    @classmethod
    def open(cls) -> Select[Self]:
        """What takes pledges now, what ends first on top."""
        return (
            select(cls)
            .where(cls.state == "live", cls.suspended_at.is_(None), cls.has_not_passed())
            .order_by(cls.deadline, cls.id)
        )

    @classmethod
    def has_not_passed(cls) -> ColumnElement[bool]:
        """Whether its deadline is to come; a membership has none."""
        return or_(cls.deadline.is_(None), cls.deadline > utcnow())

    @classmethod
    def public(cls) -> Select[Self]:
        """What is listed for everybody: first what ends next, then what ended last."""
        is_over = cls.state != "live"
        ends_next = case((cls.state == "live", cls.deadline))
        public = select(cls).where(cls.is_shown())
        return public.order_by(is_over, ends_next, cls.deadline.desc(), cls.id)

    @classmethod
    def visible(cls, user: User) -> Select[Self]:
        """What this person may see: the public ones, and what one works on in any state."""
        return select(cls).where(or_(cls.is_shown(), cls._all_or_mine(user, *TEAM_ROLES)))

    @classmethod
    def is_shown(cls) -> ColumnElement[bool]:
        """Whether it stands in the lists that everybody sees."""
        return and_(cls.state.in_(PUBLIC_STATES), cls.suspended_at.is_(None))

    @property
    def visible_to_all(self) -> bool:
        return (self.state in PUBLIC_STATES or self.is_remembered) and not self.is_suspended

    @property
    def is_remembered(self) -> bool:
        """Whether it was called off after its launch: in no list any more, but who has its address reads why.

        Not so what the staff had suspended before: that stays off the site.
        """
        return self.is_called_off and self.launched_at is not None and not self.is_withheld

    def visible_to(self, user: User) -> bool:
        return self.visible_to_all or self.figures_seen_by(user)
