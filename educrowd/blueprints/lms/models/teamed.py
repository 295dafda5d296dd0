"""Who may do what with a course: its leads and the site's staff all of it, others of its team a part each.

A teacher writes and publishes, grades and talks; an assistant grades and talks; an observer sees the figures, as
everybody of the team does. The instructor is the first lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from .team import ASSISTANT, LEAD, TEACHER, TEAM_ROLES, CourseMember

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from educrowd.blueprints.auth.models.user import User

EDITS = (LEAD, TEACHER)
ASSISTS = (LEAD, TEACHER, ASSISTANT)


class Teamed:
    """The questions, for one course and for lists."""

    if TYPE_CHECKING:
        id: Mapped[int]
        instructor_id: Mapped[int]
        instructor: Mapped[User]
        updated_at: Mapped[datetime]
        status: Mapped[str]
        members: Mapped[list[CourseMember]]

        @property
        def is_published(self) -> bool: ...

    def run_by(self, user: Any) -> bool:
        """Whether this person decides: price, sales, deletion, team."""
        return user.can("courses.manage") or self.has_on_team(user, LEAD)

    def editable_by(self, user: Any) -> bool:
        """What it says, when, and to whom; publishing."""
        return user.can("courses.manage") or self.has_on_team(user, *EDITS)

    def assisted_by(self, user: Any) -> bool:
        """What learners hand in, ask and say; how far they are."""
        return user.can("courses.manage") or self.has_on_team(user, *ASSISTS)

    def figures_seen_by(self, user: Any) -> bool:
        """How it is doing: everybody of the team."""
        return user.can("courses.manage") or self.has_on_team(user, *TEAM_ROLES)

    def visible_to(self, user: Any) -> bool:
        return self.is_published or self.figures_seen_by(user)

    def has_on_team(self, user: Any, *roles: str) -> bool:
        """Whether this person has one of these roles here, and may work on courses of this site at all."""
        return user.can("courses.work") and bool(self.roles_of(user) & set(roles))

    def roles_of(self, user: Any) -> set[str]:
        if user.id == self.instructor_id:
            return {LEAD}
        return {member.role for member in self.members if member.user_id == user.id}

    @property
    def teachers(self) -> list[User]:
        """Those who are told what happens in the course, as they may answer."""
        return self._those_who(ASSISTS)

    @property
    def taught_names(self) -> list[str]:
        """Who stands on the course's page: those who make it."""
        return [person.name for person in self._those_who(EDITS)]

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """What this person may see, in any state."""
        return select(cls).where(or_(cls.status == "published", cls._of(user, *TEAM_ROLES)))

    @classmethod
    def run(cls, user: Any) -> Select[Self]:
        """What this person decides about, last changed first."""
        return cls._listed(user, LEAD)

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """What this person may edit, last changed first."""
        return cls._listed(user, *EDITS)

    @classmethod
    def assisted(cls, user: Any) -> Select[Self]:
        """Whose learners this person looks after."""
        return cls._listed(user, *ASSISTS)

    @classmethod
    def worked_on(cls, user: Any) -> Select[Self]:
        """All that this person has something to do with."""
        return cls._listed(user, *TEAM_ROLES)

    @classmethod
    def ids(cls, listed: Select[Self]) -> Select[int]:
        """The ids of such a list, for a condition."""
        return listed.with_only_columns(cls.id).order_by(None)

    @classmethod
    def those_of(cls, user: Any, *roles: str) -> ColumnElement[bool]:
        """In which this person themselves has one of these roles."""
        if not user.can("courses.work"):
            return false()
        return or_(cls.instructor_id == user.id, cls.id.in_(CourseMember.subjects_of(user, *roles)))

    def _those_who(self, roles: tuple[str, ...]) -> list[User]:
        helpers = [member.user for member in self.members if member.role in roles]
        return [self.instructor, *(person for person in helpers if person.id != self.instructor_id)]

    @classmethod
    def _listed(cls, user: Any, *roles: str) -> Select[Self]:
        return select(cls).where(cls._of(user, *roles)).order_by(cls.updated_at.desc(), cls.id)

    @classmethod
    def _of(cls, user: Any, *roles: str) -> ColumnElement[bool]:
        return true() if user.can("courses.manage") else cls.those_of(user, *roles)
