"""Somebody waits for a reward that is gone; once one comes free it is kept for them a while."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, aliased, mapped_column, query_expression, relationship, with_expression

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers, utcnow

from .errors import PlaceLapsed
from .reward import Reward
from .variant import RewardVariant

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .pledge import Pledge

STATES = ("unconfirmed", "waiting", "offered", "taken", "lapsed", "left")
OPEN_STATES = ("unconfirmed", "waiting", "offered")


class WaitlistEntry(TenantOwned, Timestamps, Model):
    """One person's place in line; it counts once the address was confirmed, and what is offered counts as taken."""

    __tablename__ = "waitlist_entries"
    __constraints__ = (
        Index("ix_waitlist_entries_user", "tenant_id", "user_id"),
        Index(
            "ix_waitlist_entries_line",
            *("tenant_id", "reward_id", "confirmed_at", "id"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_waitlist_entries_kept", "tenant_id", "reserved_until", postgresql_where=text("state = 'offered'")),
        Index(
            "uq_waitlist_entries_once",
            *("tenant_id", "reward_id", "user_id"),
            unique=True,
            postgresql_where=text(f"state IN {OPEN_STATES}"),
        ),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("state IN ('unconfirmed', 'left') OR confirmed_at IS NOT NULL", name="waiting"),
        CheckConstraint(
            "state NOT IN ('offered', 'taken', 'lapsed') OR (offered_at IS NOT NULL AND reserved_until IS NOT NULL)",
            name="offered",
        ),
        CheckConstraint("(state = 'taken') = (pledge_id IS NOT NULL)", name="taken"),
    )

    reward_id: Mapped[int] = refers("rewards", ondelete="CASCADE")
    variant_id: Mapped[int | None] = refers("reward_variants", ondelete="CASCADE")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str] = mapped_column(server_default="unconfirmed", default="unconfirmed")
    confirmed_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    reserved_until: Mapped[datetime | None]
    pledge_id: Mapped[int | None] = refers("pledges")

    quantity = 1  # as of the line of a pledge: so many of the reward are kept
    position: Mapped[int | None] = query_expression()

    user: Mapped[User] = relationship("User")
    reward: Mapped[Reward] = joined("WaitlistEntry.reward_id", "Reward")
    variant: Mapped[RewardVariant | None] = joined("WaitlistEntry.variant_id", "RewardVariant")
    pledge: Mapped[Pledge | None] = joined("WaitlistEntry.pledge_id", "Pledge")

    @classmethod
    def begin(cls, reward: Reward, user: User, variant: RewardVariant | None, *, name: str) -> Self:
        """The open row of this person; made where there is none."""
        values: dict[str, Any] = {"tenant_id": bound_tenant_id(), "reward_id": reward.id, "user_id": user.id}
        values |= {"name": name}
        values["variant_id"] = variant.id if variant else None
        db.session.execute(insert(cls).values(values).on_conflict_do_nothing())
        return db.session.scalars(
            cls.in_line().where(cls.reward_id == reward.id, cls.user_id == user.id, cls.state.in_(OPEN_STATES))
        ).one()

    @classmethod
    def in_line(cls) -> Select[Self]:
        """Entries with their position: how many came before for the same thing, and this one."""
        ahead = aliased(cls)
        before = select(func.count()).select_from(ahead).where(
            ahead.tenant_id == cls.tenant_id,
            ahead.reward_id == cls.reward_id,
            ahead.variant_id.is_not_distinct_from(cls.variant_id),
            ahead.state == "waiting",
            or_(ahead.confirmed_at < cls.confirmed_at, (ahead.confirmed_at == cls.confirmed_at) & (ahead.id <= cls.id)),
        )  # fmt: skip
        position = func.nullif(before.correlate(cls).scalar_subquery(), 0)
        return select(cls).options(with_expression(cls.position, position))

    @classmethod
    def next_for(cls, reward_id: int) -> Self | None:
        """Who came first of those for whom one is there, and whom nobody else is writing to."""
        there = or_(Reward.quantity.is_(None), Reward.taken < Reward.quantity)
        one_left = or_(RewardVariant.quantity.is_(None), RewardVariant.taken < RewardVariant.quantity)
        variant_there = exists().where(RewardVariant.id == cls.variant_id, one_left)
        waiting = (
            select(cls)
            .join(cls.reward)
            .where(cls.reward_id == reward_id, cls.state == "waiting", there, Reward.on_offer())
            .where(or_(cls.variant_id.is_(None), variant_there))
        )
        first = waiting.order_by(cls.confirmed_at, cls.id).limit(1)
        return db.session.scalar(first.with_for_update(of=cls, skip_locked=True))

    @classmethod
    def kept_for(cls, user: User, project_id: int) -> list[Self]:
        """What is kept for this person of a project's rewards; for reading, as time may run out meanwhile."""
        if not user.is_authenticated:
            return []
        kept = select(cls).join(cls.reward).where(Reward.project_id == project_id, cls.user_id == user.id)
        return list(db.session.scalars(kept.where(cls.state == "offered", cls.reserved_until > utcnow())))

    @classmethod
    def lapsed(cls) -> Select[Self]:
        """Places whose time is over by the database's clock."""
        return select(cls).where(cls.state == "offered", cls.reserved_until <= func.clock_timestamp())

    @property
    def is_kept(self) -> bool:
        """For reading; who takes it asks the database's clock."""
        return self.state == "offered" and self.reserved_until is not None and utcnow() < self.reserved_until

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def label(self) -> str:
        return f"{self.reward.title}, {self.variant.label}" if self.variant else self.reward.title

    def take_up(self, pledge_id: int) -> None:
        """It becomes part of a pledge, in time by the database's clock; PlaceLapsed where it is too late."""
        in_time = update(WaitlistEntry).where(WaitlistEntry.id == self.id, WaitlistEntry.state == "offered")
        in_time = in_time.where(WaitlistEntry.reserved_until > func.clock_timestamp())
        taken: Any = in_time.values(state="taken", pledge_id=pledge_id).returning(WaitlistEntry.id)
        if db.session.scalar(taken) is None:
            raise PlaceLapsed
