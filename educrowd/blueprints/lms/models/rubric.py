"""A rubric: by which criteria work is graded, and what each level of them is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, Text, UniqueConstraint, cast, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db

from .edition import PublishedLesson
from .errors import RubricInUse, StaleRubric
from .lesson import Lesson
from .uid import Identified

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User


class Rubric(Identified, TenantOwned, Timestamps, Model):
    """Used by the assignments of any course; grades that were given keep the words of their day."""

    __tablename__ = "rubrics"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        CheckConstraint("version > 0", name="version"),
    )

    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    author: Mapped[User | None] = relationship("User")

    @classmethod
    def listed(cls) -> Select[Self]:
        return select(cls).order_by(cls.title, cls.id)

    @classmethod
    def called(cls, uid: str) -> Self | None:
        return db.session.scalars(select(cls).where(cls.uid == uid)).one_or_none() if uid else None

    @classmethod
    def add(cls, author: User, *, title: str, criteria: list[dict[str, Any]]) -> Self:
        rubric = cls(author_id=author.id, title=title, criteria=criteria)
        db.session.add(rubric)
        db.session.flush()
        audit("rubric.created", subject=rubric)
        return rubric

    def editable_by(self, user: Any) -> bool:
        return user.can("courses.manage") or (self.author_id == user.id and user.can("courses.create"))

    def change(self, *, over: int, **facts: Any) -> None:
        """Replace what is given; StaleRubric where somebody saved it after version `over`."""
        db.session.refresh(self, with_for_update={"of": Rubric})
        if self.version != over:
            raise StaleRubric()
        for name, value in facts.items():
            setattr(self, name, value)
        self.version += 1
        audit("rubric.changed", subject=self)

    def delete(self) -> None:
        """Only while no lesson, drafted or ever published, names it."""
        if self.is_used:
            raise RubricInUse()
        audit("rubric.deleted", subject=self)
        db.session.delete(self)

    @property
    def is_used(self) -> bool:
        def named(lesson: Any) -> Any:
            return select(lesson.id).where(cast(lesson.settings, Text).contains(self.uid)).exists()

        return bool(db.session.scalar(select(or_(named(Lesson), named(PublishedLesson)))))
