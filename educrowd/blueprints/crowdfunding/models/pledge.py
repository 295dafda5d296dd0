"""A pledge: a promise to pay when the project makes it, with a saved card behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Self

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core import entitlements
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.money import Money
from educrowd.core.payments import CardSetup, Payment

from .errors import Frozen
from .stock import exchange

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .address import PledgeAddress
    from .delivery import Delivery
    from .line import PledgeLine
    from .project import Project
    from .reward import Reward

STATES = (
    "draft", "active", "charging", "collected", "action_required", "errored", "dropped", "released", "cancelled",
    "refunded", "disputed",
)  # fmt: skip
LIVE_STATES = ("active", "charging", "collected", "action_required", "errored", "disputed")
HOLDING_STATES = ("draft", *LIVE_STATES)
RESERVED_FOR = timedelta(minutes=30)
# What its card and its payment are for.
PURPOSE = "pledge"


class Pledge(TenantOwned, Timestamps, Model):
    """Draft until the card is saved, then active; `because` says what the last step's reason was."""

    __tablename__ = "pledges"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "payment_id"),
        Index("ix_pledges_project", "tenant_id", "project_id", "state", "id"),
        Index("ix_pledges_user", "tenant_id", "user_id"),
        Index(
            "uq_pledges_live",
            "tenant_id",
            "project_id",
            "user_id",
            unique=True,
            postgresql_where=text(f"state IN {LIVE_STATES}"),
        ),
        Index("ix_pledges_reserved", "tenant_id", "reserved_until", postgresql_where=text("state = 'draft'")),
        ForeignKeyConstraint(
            ["tenant_id", "project_id", "currency"], ["projects.tenant_id", "projects.id", "projects.currency"]
        ),
        Index("ix_pledges_activated", "tenant_id", "activated_at"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded_amount BETWEEN 0 AND amount", name="refunded_amount"),
        CheckConstraint("included_tax BETWEEN 0 AND amount", name="included_tax"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("state <> 'collected' OR payment_id IS NOT NULL", name="collected"),
        CheckConstraint("NOT has_lost_reward OR reward_id IS NOT NULL", name="lost_reward"),
    )

    public_id: Mapped[str] = mapped_column(default=lambda: token_urlsafe(12))
    project_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reward_id: Mapped[int | None] = refers("rewards")
    amount: Mapped[int]
    refunded_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    currency: Mapped[str] = mapped_column(CHAR(3))
    state: Mapped[str] = mapped_column(server_default="draft", default="draft")
    because: Mapped[str] = mapped_column(server_default="", default="")
    is_anonymous: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    has_lost_reward: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    message: Mapped[str] = mapped_column(server_default="", default="")
    country: Mapped[str | None] = mapped_column(CHAR(2))
    included_tax: Mapped[int] = mapped_column(server_default="0", default=0)
    reserved_until: Mapped[datetime] = mapped_column(default=lambda: utcnow() + RESERVED_FOR)
    card_setup_id: Mapped[int | None] = refers("card_setups")
    payment_id: Mapped[int | None] = refers("payments", index=False)
    activated_at: Mapped[datetime | None]

    is_fresh = False  # made in this very request: whoever made it may see its links

    user: Mapped[User] = relationship("User")
    project: Mapped[Project] = joined("Pledge.project_id", "Project")
    reward: Mapped[Reward | None] = joined("Pledge.reward_id", "Reward")
    card: Mapped[CardSetup | None] = joined("Pledge.card_setup_id", "CardSetup")
    payment: Mapped[Payment | None] = joined("Pledge.payment_id", "Payment")
    lines: Mapped[list[PledgeLine]] = joined(
        "PledgeLine.pledge_id",
        "Pledge",
        back_populates="pledge",
        order_by="PledgeLine.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    address: Mapped[PledgeAddress | None] = joined(
        "PledgeAddress.pledge_id", "Pledge", back_populates="pledge", uselist=False, cascade="all, delete-orphan"
    )
    delivery: Mapped[Delivery | None] = joined("Delivery.pledge_id", "Pledge", back_populates="pledge", uselist=False)
    events: Mapped[list[PledgeEvent]] = joined("PledgeEvent.pledge_id", "Pledge", order_by="PledgeEvent.id")

    @classmethod
    def locked(cls, pledge_id: int) -> Pledge:
        """The row as it is now, held until this transaction ends."""
        return db.session.scalars(
            select(cls).where(cls.id == pledge_id).with_for_update().execution_options(populate_existing=True)
        ).one()

    @classmethod
    def backing(cls) -> Select[Self]:
        """Those whose card was saved and who were not let go."""
        return select(cls).where(cls.state.in_(LIVE_STATES))

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
    def ships(self) -> bool:
        return any(line.kind == "shipping" for line in self.lines)

    @property
    def backer_name(self) -> str:
        """The name for the public."""
        return "Anonymous" if self.is_anonymous else self.user.name or "A backer"

    @property
    def backer_seed(self) -> str:
        """What their drawn face grows from; an anonymous one tells nothing about who it is."""
        return self.public_id if self.is_anonymous else str(self.user_id)

    @property
    def counts(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def is_cancellable(self) -> bool:
        """Before any charge; one that was to be charged at once and could not be may be taken back as well."""
        if self.project.charges_at_once and self.needs_its_backer:
            return True
        return self.state in ("draft", "active") and self.project.lets_backers_go

    @property
    def is_changeable(self) -> bool:
        return self.is_cancellable

    @property
    def takes_address(self) -> bool:
        """Whether there is something to send, and it is not too late to say where to."""
        return self.ships and (self.state == "draft" or self.counts)

    @property
    def needs_its_backer(self) -> bool:
        """Nothing goes on until the person brings another card or confirms."""
        return self.state in ("action_required", "errored")

    @property
    def awaits_payment(self) -> bool:
        """Whether money that comes now is still for this pledge; a dropped one is paid late."""
        if self.state == "dropped":
            return self.project.state != "failed" and not self._is_replaced
        return self.state in ("charging", "action_required", "errored")

    @property
    def can_pay_late(self) -> bool:
        """Whether a dropped pledge may still be paid: while the project can use it and stock lasts."""
        return self.state == "dropped" and self.awaits_payment and all(line.is_in_stock for line in self.lines)

    @property
    def awaits_bank(self) -> bool:
        """Whether one word of its backer to the bank lets the charge through."""
        is_open = self.needs_its_backer or self.can_pay_late
        return is_open and self.payment is not None and self.payment.state == "action_required"

    @property
    def takes_another_card(self) -> bool:
        return self.state == "active" or self.needs_its_backer or self.can_pay_late

    @property
    def gives_course(self) -> bool:
        """Whether a seat in the project's course comes with it."""
        is_included = self.reward is None or (self.reward.gives_course and not self.has_lost_reward)
        return self.project.course_id is not None and is_included

    def has_newer_card_than(self, payment: Payment) -> bool:
        """Whether its backer brought another card while this payment was being tried."""
        brought = self.card.payment_method if self.card else None
        return brought is not None and brought != payment.payment_method

    def cancel(self, *, because: str = "cancelled by the backer") -> None:
        """Take it back; possible until the deadline, by the database's clock."""
        if self.state not in ("draft", "active") or not self.project.hold_uncounted():
            raise Frozen("This pledge can no longer be cancelled.")
        self.let_go("cancelled", because=because)

    def let_go(self, state: str, *, because: str) -> None:
        """End it without payment, and give the reward back to the stock."""
        self.move(state, because=because)
        if state != "released":  # Who backed a project that failed still hears how it went on.
            entitlements.revoke(source=f"pledge:{self.id}")
        exchange(self.lines, [])

    @property
    def _is_replaced(self) -> bool:
        others = Pledge.backing().where(Pledge.project_id == self.project_id, Pledge.user_id == self.user_id)
        return db.session.scalar(others.with_only_columns(Pledge.id).limit(1)) is not None

    def move(self, state: str, *, because: str) -> None:
        """Go to another state; the database refuses a way that does not exist and notes each that does."""
        self.state, self.because = state, because
        if state == "active":
            self.activated_at = func.clock_timestamp()
        db.session.flush()


class PledgeEvent(TenantOwned, Model):
    """One step of a pledge, written by the database itself."""

    __tablename__ = "pledge_events"

    pledge_id: Mapped[int] = refers("pledges")
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    cause: Mapped[str] = mapped_column(server_default="")
    amount: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
