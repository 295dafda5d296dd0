"""Who may do what with a project: its creator and the site's staff all of it, its team a part each.

An editor writes story, rewards and updates and keeps order among the comments; fulfillment sees the backers, what
they get and what they write; a viewer sees the figures, as everybody of the team does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from ..team import EDITOR, FULFILLMENT, TEAM_ROLES, ProjectMember

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from educrowd.blueprints.auth.models.user import User


class Teamed:
    """The questions, for one project and for lists."""

    if TYPE_CHECKING:
        id: Mapped[int]
        creator_id: Mapped[int]
        creator: Mapped[User]
        created_at: Mapped[datetime]
        members: Mapped[list[ProjectMember]]

    def run_by(self, user: Any) -> bool:
        """Whether this person decides: launch, cancel, money, team."""
        return user.can("projects.manage") or self.is_creators(user)

    def editable_by(self, user: Any) -> bool:
        """Story, rewards, updates, comments."""
        return self.run_by(user) or self.has_on_team(user, EDITOR)

    def fulfilled_by(self, user: Any) -> bool:
        """Backers, deliveries, what they are asked."""
        return self.run_by(user) or self.has_on_team(user, FULFILLMENT)

    def answerable_by(self, user: Any) -> bool:
        """Messages: neither the site's staff nor anybody else reads what backers write."""
        return self.is_creators(user) or self.has_on_team(user, FULFILLMENT)

    def figures_seen_by(self, user: Any) -> bool:
        """How it is doing: everybody of the team."""
        return self.run_by(user) or self.has_on_team(user, *TEAM_ROLES)

    def is_creators(self, user: Any) -> bool:
        return self.creator_id == user.id and user.can("projects.create")

    def has_on_team(self, user: Any, *roles: str) -> bool:
        """Whether this person has one of these roles here, and may work on projects of this site at all."""
        return user.can("projects.work") and bool(self.roles_of(user) & set(roles))

    def roles_of(self, user: Any) -> set[str]:
        return {member.role for member in self.members if member.user_id == user.id}

    @property
    def moderators(self) -> list[User]:
        """Those who hear of new comments; the site's staff sees them in the studio."""
        return self._those_with(EDITOR)

    @property
    def correspondents(self) -> list[User]:
        """Those who hear of a backer's message."""
        return self._those_with(FULFILLMENT)

    @classmethod
    def run(cls, user: Any) -> Select[Self]:
        """What this person decides about, newest first."""
        return cls._listed(true() if user.can("projects.manage") else cls._mine(user))

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """What this person may edit, newest first."""
        return cls._listed(cls._all_or_mine(user, EDITOR))

    @classmethod
    def fulfilled(cls, user: Any) -> Select[Self]:
        """Whose backers this person sees."""
        return cls._listed(cls._all_or_mine(user, FULFILLMENT))

    @classmethod
    def answered(cls, user: Any) -> Select[Self]:
        """Whose backers this person answers."""
        return cls._listed(or_(cls._mine(user), cls._helped(user, FULFILLMENT)))

    @classmethod
    def worked_on(cls, user: Any) -> Select[Self]:
        """All that this person has something to do with."""
        return cls._listed(cls._all_or_mine(user, *TEAM_ROLES))

    def _those_with(self, role: str) -> list[User]:
        helpers = [member.user for member in self.members if member.role == role]
        return [self.creator, *(person for person in helpers if person.id != self.creator_id)]

    @classmethod
    def _listed(cls, condition: ColumnElement[bool]) -> Select[Self]:
        return select(cls).where(condition).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def _all_or_mine(cls, user: Any, *roles: str) -> ColumnElement[bool]:
        if user.can("projects.manage"):
            return true()
        return or_(cls._mine(user), cls._helped(user, *roles))

    @classmethod
    def _mine(cls, user: Any) -> ColumnElement[bool]:
        return cls.creator_id == user.id if user.can("projects.create") else false()

    @classmethod
    def _helped(cls, user: Any, *roles: str) -> ColumnElement[bool]:
        return cls.id.in_(ProjectMember.subjects_of(user, *roles)) if user.can("projects.work") else false()
