"""One letter of a creator to many backers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.comments import as_html
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers
from educrowd.core.letters import STATES, Mailed

from .pledge import Pledge

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project


class Broadcast(TenantOwned, Timestamps, Model):
    """What was written, and to whom in words; the form's token keeps a second click from sending it twice."""

    __tablename__ = "broadcasts"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id", "token"),)

    project_id: Mapped[int] = refers("projects", index=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[str]
    body: Mapped[str]
    audience: Mapped[str]
    audience_words: Mapped[str]
    token: Mapped[str]

    project: Mapped[Project] = joined("Broadcast.project_id", "Project")
    author: Mapped[User] = relationship("User")

    @classmethod
    def of(cls, project: Project) -> Select[Self]:
        """All of a project, the newest first."""
        listed = select(cls).where(cls.project_id == project.id).options(joinedload(cls.author))
        return listed.order_by(cls.id.desc())

    @classmethod
    def to(cls, pledge: Pledge, most: int = 50) -> list[Self]:
        """What reached the backer of this pledge, the newest first."""
        got = select(BroadcastLetter.broadcast_id).where(BroadcastLetter.pledge_id == pledge.id)
        found = select(cls).where(cls.id.in_(got)).options(joinedload(cls.author)).order_by(cls.id.desc())
        return list(db.session.scalars(found.limit(most)))

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def letters(self) -> dict[str, int]:
        """How many letters are in which state."""
        return BroadcastLetter.counts([self]).get(self.id, {})

    def address(self, pledges: Select[Pledge]) -> None:
        """Write down who gets it, once each."""
        rows = pledges.with_only_columns(literal(bound_tenant_id()), literal(self.id), Pledge.id).order_by(None)
        wanted = insert(BroadcastLetter).from_select(["tenant_id", "broadcast_id", "pledge_id"], rows)
        db.session.execute(wanted.on_conflict_do_nothing())


class BroadcastLetter(Mailed, TenantOwned, Model):
    """One broadcast on its way to one backer."""

    __tablename__ = "broadcast_letters"
    __constraints__ = (
        UniqueConstraint("tenant_id", "broadcast_id", "pledge_id"),
        UniqueConstraint("tenant_id", "message_id"),
        Index("ix_broadcast_letters_state", "tenant_id", "broadcast_id", "state"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    broadcast_id: Mapped[int] = refers("broadcasts", index=False)
    pledge_id: Mapped[int] = refers("pledges")

    broadcast: Mapped[Broadcast] = joined("BroadcastLetter.broadcast_id", "Broadcast")
    pledge: Mapped[Pledge] = joined("BroadcastLetter.pledge_id", "Pledge")

    @classmethod
    def next_waiting(cls, broadcast_id: int) -> Self | None:
        """One that nobody else is sending."""
        return cls.next_of(select(cls).where(cls.broadcast_id == broadcast_id), cls.id)

    @classmethod
    def counts(cls, broadcasts: list[Broadcast]) -> dict[int, dict[str, int]]:
        """How many letters of each are in which state."""
        return cls.counts_by(cls.broadcast_id, cls.broadcast_id.in_([each.id for each in broadcasts]))

    @classmethod
    def bounced(cls, broadcast: Broadcast, most: int = 200) -> list[Self]:
        """Those that came back, with their backers."""
        listed = select(cls).where(cls.broadcast_id == broadcast.id, cls.state == "bounced").order_by(cls.id)
        return list(db.session.scalars(listed.options(joinedload(cls.pledge).joinedload(Pledge.user)).limit(most)))
