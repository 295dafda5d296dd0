"""A learner's subscription: charged for each period, open until the end of what is paid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers
from educrowd.core.money import Money
from educrowd.core.payments import CardSetup, Payment

from .renewable import Renewable
from .subscription_plan import EVERY, SubscriptionPlan

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course

PURPOSE = "subscription"
LIVE = ("draft", "joining", "active", "past_due")
STATES = (*LIVE, "ended", "expired")
OPEN = ("active", "past_due")


class LearnerSubscription(Renewable, TenantOwned, Timestamps, Model):
    """What one person pays, and when: frozen as it was on the day of joining.

    `joined_at` is when its first period was paid; `ends_at` is set by whoever cancels, at the end of what is paid.
    """

    __tablename__ = "learner_subscriptions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "payment_id"),
        Index(None, "tenant_id", "user_id"),
        Index(
            "ix_learner_subscriptions_due",
            "tenant_id",
            "next_period_at",
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_learner_subscriptions_live_course",
            *("tenant_id", "user_id", "course_id"),
            unique=True,
            postgresql_where=text(f"state IN {LIVE} AND course_id IS NOT NULL"),
        ),
        Index(
            "uq_learner_subscriptions_live_catalogue",
            *("tenant_id", "user_id"),
            unique=True,
            postgresql_where=text(f"state IN {LIVE} AND course_id IS NULL"),
        ),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"every IN {EVERY}", name="every"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(joined_at IS NULL) = (next_period_at IS NULL)", name="joined_at"),
        CheckConstraint("state <> 'active' OR joined_at IS NOT NULL", name="active"),
        CheckConstraint("ends_at IS NULL OR next_period_at IS NOT NULL", name="ends_at"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at"),
        CheckConstraint("(state IN ('draft', 'expired')) = (payment_id IS NULL)", name="payment"),
    )

    public_id: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    plan_id: Mapped[int] = refers("subscription_plans")
    course_id: Mapped[int | None] = refers("courses")
    title: Mapped[str]
    every: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    state: Mapped[str] = mapped_column(server_default="draft", default="draft")
    card_setup_id: Mapped[int | None] = refers("card_setups")
    payment_id: Mapped[int | None] = refers("payments", index=False)
    joined_at: Mapped[datetime | None]
    next_period_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    because: Mapped[str] = mapped_column(server_default="", default="")

    setup: ClassVar[dict[str, Any] | None] = None  # told only to the request that subscribed

    user: Mapped[User] = relationship("User")
    plan: Mapped[SubscriptionPlan] = joined("LearnerSubscription.plan_id", "SubscriptionPlan")
    course: Mapped[Course | None] = joined("LearnerSubscription.course_id", "Course")
    card: Mapped[CardSetup | None] = joined("LearnerSubscription.card_setup_id", "CardSetup")
    payment: Mapped[Payment | None] = joined("LearnerSubscription.payment_id", "Payment")

    @classmethod
    def live(cls, user: Any, plan: SubscriptionPlan) -> LearnerSubscription | None:
        """This person's subscription to the same, at whatever price, if there is one."""
        same = cls.course_id == plan.course_id if plan.course_id else cls.course_id.is_(None)
        found = select(cls).where(cls.user_id == user.id, cls.state.in_(LIVE), same)
        return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()

    @classmethod
    def sent_as(cls, public_id: str) -> LearnerSubscription | None:
        """What a form with this token has made."""
        return db.session.scalars(select(cls).where(cls.public_id == public_id)).one_or_none()

    @classmethod
    def mine(cls, user: Any) -> Select[Self]:
        """Those that were ever more than a form, newest first."""
        return select(cls).where(cls.user_id == user.id, cls.state != "expired").order_by(cls.id.desc())

    @classmethod
    def sold_by(cls, user: Any) -> Select[Self]:
        """What this person may see as a seller: subscriptions that were begun, newest first."""
        plans = SubscriptionPlan.editable(user).order_by(None).with_only_columns(SubscriptionPlan.id)
        begun = select(cls).where(cls.state.not_in(("draft", "expired")), cls.plan_id.in_(plans))
        return begun.order_by(cls.id.desc())

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """One's own, and what one sells."""
        plans = SubscriptionPlan.editable(user).order_by(None).with_only_columns(SubscriptionPlan.id)
        return select(cls).where(or_(cls.user_id == user.id, cls.plan_id.in_(plans)))

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def source(self) -> str:
        """How entitlements name it."""
        return f"subscription:{self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_open(self) -> bool:
        """Whether it gives access now."""
        return self.state in OPEN and self.joined_at is not None

    @property
    def needs_person(self) -> bool:
        """Whether its learner has to do something about the card."""
        return self.state == "past_due"

    @property
    def awaits_bank(self) -> bool:
        return self.needs_person and self.payment is not None and self.payment.state == "action_required"

    @property
    def takes_another_card(self) -> bool:
        return self.state in OPEN

    @property
    def charges_next_at(self) -> datetime | None:
        """When the card is charged again, if it is."""
        return self.next_period_at if self.state == "active" and not self.ends_at else None
