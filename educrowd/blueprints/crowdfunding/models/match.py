"""A match: a sponsor adds to what backers pledge, up to a cap, and pays once the project succeeds."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.money import Money
from educrowd.core.payments import CardSetup

from .pledge import Pledge
from .pledge.states import LIVE_STATES

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project

STATES = ("invited", "active", "fulfilled", "released", "withdrawn")
MOST_PERCENT = 1000
# What the sponsor's card is saved for; it is charged for a pledge, as any other.
PURPOSE = "match"


class Match(TenantOwned, Timestamps, Model):
    """So many percent of each pledge made in its window; what it promises is frozen from the start."""

    __tablename__ = "matches"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "id", "project_id"),
        Index("ix_matches_project", "tenant_id", "project_id"),
        Index("ix_matches_user", "tenant_id", "user_id"),
        ForeignKeyConstraint(
            ["tenant_id", "project_id", "currency"],
            ["projects.tenant_id", "projects.id", "projects.currency"],
            ondelete="CASCADE",
        ),
        CheckConstraint(f"percent BETWEEN 1 AND {MOST_PERCENT}", name="percent"),
        CheckConstraint("cap_amount > 0", name="cap_amount"),
        CheckConstraint("per_pledge_amount > 0", name="per_pledge_amount"),
        CheckConstraint("matched_amount BETWEEN 1 AND cap_amount", name="matched_amount"),
        CheckConstraint("ends_at >= starts_at", name="window"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(
            "state IN ('invited', 'withdrawn') OR (card_setup_id IS NOT NULL AND starts_at IS NOT NULL)",
            name="confirmed",
        ),
        CheckConstraint("(state = 'fulfilled') = (matched_amount IS NOT NULL)", name="fulfilled"),
    )

    public_id: Mapped[str] = mapped_column(default=lambda: token_urlsafe(12))
    project_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sponsor_name: Mapped[str]
    is_anonymous: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    percent: Mapped[int]
    cap_amount: Mapped[int]
    per_pledge_amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(CHAR(3))
    counts_to_goal: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(server_default="invited", default="invited")
    because: Mapped[str] = mapped_column(server_default="", default="")
    matched_amount: Mapped[int | None]
    card_setup_id: Mapped[int | None] = refers("card_setups")
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    if TYPE_CHECKING:
        shares_amount: int

    user: Mapped[User] = relationship("User")
    project: Mapped[Project] = joined("Match.project_id", "Project", back_populates="matches")
    card: Mapped[CardSetup | None] = joined("Match.card_setup_id", "CardSetup")
    pledge: Mapped[Pledge | None] = joined("Pledge.match_id", "Match", back_populates="match", uselist=False)

    @classmethod
    def of(cls, project: Project) -> Select[Self]:
        """A project's matches, in the order in which they were agreed on."""
        return select(cls).where(cls.project_id == project.id).order_by(cls.id)

    @classmethod
    def named(cls, public_id: str) -> Match | None:
        return db.session.scalar(select(cls).where(cls.public_id == public_id))

    @classmethod
    def takes(cls) -> ColumnElement[bool]:
        """Whether a pledge is matched: it was made in the window, it counts, and no sponsor made it."""
        return and_(
            Pledge.tenant_id == cls.tenant_id,
            Pledge.project_id == cls.project_id,
            Pledge.match_id.is_(None),
            Pledge.state.in_(LIVE_STATES),
            Pledge.activated_at >= cls.starts_at,
            or_(cls.ends_at.is_(None), Pledge.activated_at < cls.ends_at),
        )

    @property
    def name(self) -> str:
        """What the log of acts calls it."""
        return self.sponsor_name

    @property
    def cap(self) -> Money:
        return Money(self.cap_amount, self.currency)

    @property
    def per_pledge(self) -> Money | None:
        return Money(self.per_pledge_amount, self.currency) if self.per_pledge_amount else None

    @property
    def matched(self) -> Money:
        """What it comes to: so far, or once and for all."""
        so_far = min(self.cap_amount, self.shares_amount) if self.state == "active" else 0
        return Money(self.matched_amount or so_far, self.currency)

    @property
    def left(self) -> Money:
        return self.cap - self.matched

    @property
    def sponsor(self) -> str:
        """The name for the public."""
        return "an anonymous sponsor" if self.is_anonymous else self.sponsor_name

    @property
    def is_open(self) -> bool:
        """Whether it matches a pledge made now; for reading."""
        if self.state != "active" or self.starts_at is None or not self.project.is_open:
            return False
        return self.starts_at <= utcnow() and (self.ends_at is None or utcnow() < self.ends_at)

    @property
    def is_ahead(self) -> bool:
        """Whether it was agreed on and its first moment is still to come."""
        return self.state == "active" and self.starts_at is not None and utcnow() < self.starts_at

    @property
    def is_shown(self) -> bool:
        """Whether the public hears of it: the sponsor has agreed, and it has not come to nothing."""
        return self.state in ("active", "fulfilled")

    @property
    def takes_card(self) -> bool:
        """Whether its sponsor may still agree, or bring another card."""
        return self.state in ("invited", "active")

    @property
    def is_stoppable(self) -> bool:
        """Whether the creator may take the invitation back, or end the matching."""
        return self.state == "invited" or (self.state == "active" and (self.ends_at is None or utcnow() < self.ends_at))

    def visible_to(self, user: User) -> bool:
        return self.is_shown or self.answered_by(user) or self.project.editable_by(user)

    def answered_by(self, user: User) -> bool:
        """Whether it is this person's to agree to; anybody can register any address, so it must be proven theirs."""
        return self.user_id == user.id and user.is_verified

    def end(self, state: str, *, because: str) -> None:
        """It comes to nothing: nobody is charged for it."""
        self.state, self.because, self.ended_at = state, because, func.clock_timestamp()
        db.session.flush()


# What its pledges come to, before the cap: asked with the row, so that nobody keeps a second count.
_share = (Pledge.amount - Pledge.refunded_amount) * Match.percent // 100
Match.shares_amount = column_property(  # pyright: ignore[reportAttributeAccessIssue]
    select(func.coalesce(func.sum(func.least(_share, Match.per_pledge_amount)), 0))
    .where(Match.takes())
    .correlate_except(Pledge)
    .scalar_subquery()
)
