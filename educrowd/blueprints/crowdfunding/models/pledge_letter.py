"""A letter to a backer about something that goes on after the money: a survey, a lock, a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Index, Select, UniqueConstraint, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, bound_tenant_id, db, joined, refers
from educrowd.core.letters import STATES, Mailed

if TYPE_CHECKING:
    from .pledge import Pledge

KINDS = ("survey", "address_lock", "file")


class PledgeLetter(Mailed, TenantOwned, Model):
    """One pledge, one occasion: `step` is the day of a reminder, or how many days are left."""

    __tablename__ = "pledge_letters"
    __constraints__ = (
        UniqueConstraint("tenant_id", "kind", "about_id", "step", "pledge_id"),
        UniqueConstraint("tenant_id", "message_id"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_pledge_letters_waiting", "tenant_id", "kind", "about_id", "state"),
    )

    pledge_id: Mapped[int] = refers("pledges")
    kind: Mapped[str]
    about_id: Mapped[int]
    step: Mapped[int] = mapped_column(server_default="0", default=0)
    promised_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    pledge: Mapped[Pledge] = joined("PledgeLetter.pledge_id", "Pledge")

    @classmethod
    def address(cls, pledges: Select[Any], *, kind: str, about_id: int, step: int = 0) -> int:
        """One for each of these pledges (a select of ids); who has one keeps it. Answers how many are new."""
        rows = select(*map(literal, (bound_tenant_id(), kind, about_id, step)), pledges.subquery().c[0])
        wanted = insert(cls).from_select(["tenant_id", "kind", "about_id", "step", "pledge_id"], rows)
        return len(db.session.execute(wanted.on_conflict_do_nothing().returning(cls.id)).all())

    @classmethod
    def of(cls, kind: str, about_id: int) -> Select[Any]:
        return select(cls).where(cls.kind == kind, cls.about_id == about_id)

    @classmethod
    def next_waiting(cls, kind: str, about_id: int) -> PledgeLetter | None:
        """One of these that nobody else is sending."""
        return cls.next_of(cls.of(kind, about_id), cls.id)

    @classmethod
    def counts(cls, kind: str, about_ids: Iterable[int]) -> dict[int, dict[str, int]]:
        """How many letters about each are in which state."""
        return cls.counts_by(cls.about_id, cls.kind == kind, cls.about_id.in_(list(about_ids)))
