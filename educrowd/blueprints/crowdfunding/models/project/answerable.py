"""Who answers a project's backers: neither the site's staff nor anybody else reads what they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Select, false, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from educrowd.blueprints.auth.models.user import User


class Answerable:
    """A project's conversations with those who back it."""

    if TYPE_CHECKING:
        id: Mapped[int]
        creator_id: Mapped[int]
        creator: Mapped[User]

    @classmethod
    def answered(cls, user: Any) -> Select[Self]:
        """The projects whose backers this person answers."""
        return select(cls).where(cls.creator_id == user.id if user.can("projects.create") else false())

    @property
    def correspondents(self) -> list[User]:
        """Those who hear of a backer's message."""
        return [self.creator]

    def answerable_by(self, user: Any) -> bool:
        return self.creator_id == user.id and user.can("projects.create")
