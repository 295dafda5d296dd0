"""A pledge: a promise to pay when the project makes it, with a saved card behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers, utcnow
from educrowd.core.money import Money
from educrowd.core.payments import CardSetup, Payment, Recovery

from .cancellable import Cancellable
from .collectable import Collectable
from .delivering import Delivering
from .event import PledgeEvent
from .monthly import Monthly
from .named import Named
from .plannable import Plannable
from .states import HOLDING_STATES, LIVE_STATES, STATES

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from ..address import PledgeAddress
    from ..delivery import Delivery
    from ..gift import Gift
    from ..line import PledgeLine
    from ..match import Match
    from ..planned_change import PlannedChange
    from ..project import Project
    from ..reward import Reward
    from ..survey_reply import SurveyReply

__all__ = ["HOLDING_STATES", "LIVE_STATES", "PURPOSE", "RESERVED_FOR", "STATES", "Pledge", "PledgeEvent"]

RESERVED_FOR = timedelta(minutes=30)
# What its card and its payment are for.
PURPOSE = "pledge"


class Pledge(Monthly, Plannable, Collectable, Cancellable, Delivering, Named, TenantOwned, Timestamps, Model):
    """Draft until the card is saved, then active; `because` says what the last step's reason was."""

    __tablename__ = "pledges"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "payment_id"),
        UniqueConstraint("tenant_id", "match_id"),
        Index("ix_pledges_project", "tenant_id", "project_id", "state", "id"),
        Index("ix_pledges_user", "tenant_id", "user_id"),
        Index(
            "uq_pledges_live",
            "tenant_id",
            "project_id",
            "user_id",
            unique=True,
            postgresql_where=text(f"match_id IS NULL AND NOT is_gift AND state IN {LIVE_STATES}"),
        ),
        Index("ix_pledges_reserved", "tenant_id", "reserved_until", postgresql_where=text("state = 'draft'")),
        ForeignKeyConstraint(
            ["tenant_id", "project_id", "currency"], ["projects.tenant_id", "projects.id", "projects.currency"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "match_id", "project_id"], ["matches.tenant_id", "matches.id", "matches.project_id"]
        ),
        Index("ix_pledges_activated", "tenant_id", "activated_at"),
        Index(
            "ix_pledges_next_month",
            "tenant_id",
            "next_month_at",
            postgresql_where=text("state = 'collected' AND next_month_at IS NOT NULL"),
        ),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded_amount BETWEEN 0 AND amount", name="refunded_amount"),
        CheckConstraint("included_tax BETWEEN 0 AND amount", name="included_tax"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("state <> 'collected' OR payment_id IS NOT NULL", name="collected"),
        CheckConstraint("match_id IS NULL OR NOT is_gift", name="gift"),
        CheckConstraint("ends_at IS NULL OR next_month_at IS NOT NULL", name="ends_at"),
        CheckConstraint("NOT has_lost_reward OR reward_id IS NOT NULL", name="lost_reward"),
    )

    public_id: Mapped[str] = mapped_column(default=lambda: token_urlsafe(12))
    project_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # What its backer calls themselves here: anybody may type any address, and is told no name that belongs to it.
    name: Mapped[str] = mapped_column(server_default="", default="")
    reward_id: Mapped[int | None] = refers("rewards")
    amount: Mapped[int]
    refunded_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    currency: Mapped[str] = mapped_column(CHAR(3))
    state: Mapped[str] = mapped_column(server_default="draft", default="draft")
    because: Mapped[str] = mapped_column(server_default="", default="")
    is_anonymous: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    has_lost_reward: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    # Paid by its backer, for somebody else: one may give several, beside a pledge of one's own.
    is_gift: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    is_late: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    message: Mapped[str] = mapped_column(server_default="", default="")
    country: Mapped[str | None] = mapped_column(CHAR(2))
    included_tax: Mapped[int] = mapped_column(server_default="0", default=0)
    reserved_until: Mapped[datetime] = mapped_column(default=lambda: utcnow() + RESERVED_FOR)
    card_setup_id: Mapped[int | None] = refers("card_setups")
    payment_id: Mapped[int | None] = refers("payments", index=False)
    match_id: Mapped[int | None]  # of a sponsor’s pledge, which pays for what a match came to
    activated_at: Mapped[datetime | None]
    next_month_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    is_fresh = False  # made in this very request: whoever made it may see its links

    user: Mapped[User] = relationship("User")
    project: Mapped[Project] = joined("Pledge.project_id", "Project")
    reward: Mapped[Reward | None] = joined("Pledge.reward_id", "Reward")
    card: Mapped[CardSetup | None] = joined("Pledge.card_setup_id", "CardSetup")
    match: Mapped[Match | None] = joined("Pledge.match_id", "Match", back_populates="pledge")
    payment: Mapped[Payment | None] = joined("Pledge.payment_id", "Payment")
    # A payment is behind one pledge; the database says so by a unique key, not by a foreign one.
    recovery: Mapped[Recovery | None] = relationship(
        primaryjoin="and_(Pledge.tenant_id == foreign(Recovery.tenant_id),"
        " Pledge.payment_id == foreign(Recovery.payment_id))",
        uselist=False,
        viewonly=True,
    )
    lines: Mapped[list[PledgeLine]] = joined(
        "PledgeLine.pledge_id",
        "Pledge",
        back_populates="pledge",
        order_by="PledgeLine.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    planned: Mapped[PlannedChange | None] = relationship(
        "PlannedChange",
        primaryjoin="and_(PlannedChange.tenant_id == Pledge.tenant_id, foreign(PlannedChange.pledge_id) == Pledge.id,"
        " PlannedChange.applied_at.is_(None), PlannedChange.withdrawn_at.is_(None))",
        uselist=False,
        viewonly=True,
    )
    address: Mapped[PledgeAddress | None] = joined(
        "PledgeAddress.pledge_id", "Pledge", back_populates="pledge", uselist=False, cascade="all, delete-orphan"
    )
    gift: Mapped[Gift | None] = joined("Gift.pledge_id", "Pledge", back_populates="pledge", uselist=False)
    delivery: Mapped[Delivery | None] = joined("Delivery.pledge_id", "Pledge", back_populates="pledge", uselist=False)
    replies: Mapped[list[SurveyReply]] = joined("SurveyReply.pledge_id", "Pledge", back_populates="pledge")
    events: Mapped[list[PledgeEvent]] = joined("PledgeEvent.pledge_id", "Pledge", order_by="PledgeEvent.id")

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_amount, self.currency)

    @property
    def included_tax_money(self) -> Money:
        return Money(self.included_tax, self.currency)

    @property
    def counts(self) -> bool:
        return self.state in LIVE_STATES
