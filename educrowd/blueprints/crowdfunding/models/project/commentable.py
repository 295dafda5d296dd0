"""Who may write below a project, and who keeps order there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from educrowd.core import entitlements

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Mapped

POLICIES = ("off", "backers", "members", "anyone")


class Commentable:
    """A project's comments; `comment_policy` says whose are taken."""

    if TYPE_CHECKING:
        id: Mapped[int]
        comment_policy: Mapped[str]

        @classmethod
        def editable(cls, user: Any) -> Select[Any]: ...

        def editable_by(self, user: Any) -> bool: ...

    @property
    def takes_comments(self) -> bool:
        return self.comment_policy != "off"

    def takes_comments_from(self, user: Any) -> bool:
        """Whether this person may write; those who run it and those who back it always may, where anybody may."""
        if not self.takes_comments or not user.is_authenticated:
            return False
        return self._admits(user) or self.is_backed_by(user) or self.moderatable_by(user)

    def is_backed_by(self, user: Any) -> bool:
        """Whether this person backs it, or backed it until it failed."""
        return entitlements.holds(user.id, kind="project", subject_id=self.id)

    @classmethod
    def moderatable(cls, user: Any) -> Select[Any]:
        """Where this person keeps order."""
        return cls.editable(user)

    def moderatable_by(self, user: Any) -> bool:
        return self.editable_by(user)

    def _admits(self, user: Any) -> bool:
        return self.comment_policy == "anyone" or (self.comment_policy == "members" and user.is_member)
