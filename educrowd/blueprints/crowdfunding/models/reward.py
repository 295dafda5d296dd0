"""A reward: what a backer gets, and how many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.money import Money, chargeable

from ..signals import stock_freed
from .errors import Frozen
from .scheduled import Scheduled, check_schedule
from .stock import Stocked

if TYPE_CHECKING:
    from .project import Project
    from .shipping import ShippingRate
    from .variant import RewardVariant


class Reward(Scheduled, Stocked, TenantOwned, Timestamps, Model):
    """A tier, or an add-on that comes on top of one."""

    __tablename__ = "rewards"
    __constraints__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("per_backer BETWEEN 1 AND 100", name="per_backer"),
        CheckConstraint("taken >= 0 AND (quantity IS NULL OR taken <= quantity)", name="taken"),
        CheckConstraint("closes_at > opens_at", name="on_offer"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="", default="")
    amount: Mapped[int]
    per_backer: Mapped[int] = mapped_column(server_default="1", default=1)
    is_add_on: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    is_secret: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    is_sold_late: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    # Which of its links is good: each renewal counts one on.
    link_number: Mapped[int] = mapped_column(server_default="1", default=1)
    gives_course: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    delivery: Mapped[date | None]
    delivered_on: Mapped[date | None]
    if TYPE_CHECKING:
        files_count: int

    project: Mapped[Project] = joined("Reward.project_id", "Project", back_populates="rewards")
    variants: Mapped[list[RewardVariant]] = joined(
        "RewardVariant.reward_id",
        "Reward",
        back_populates="reward",
        order_by="RewardVariant.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )
    shipping_rates: Mapped[list[ShippingRate]] = joined(
        "ShippingRate.reward_id",
        "Reward",
        back_populates="reward",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @property
    def price(self) -> Money:
        return Money(self.amount, self.project.currency)

    @property
    def ships(self) -> bool:
        """Whether it is a thing that gets sent somewhere."""
        return bool(self.shipping_rates)

    @property
    def is_gone(self) -> bool:
        """Whether nobody can take one: none is left, or none of any variant."""
        return self.is_sold_out or bool(self.variants and all(variant.is_sold_out for variant in self.variants))

    @property
    def is_available(self) -> bool:
        """Whether somebody who reads this could take one."""
        return self.is_on_offer and not self.is_gone

    @property
    def takes_pledges(self) -> bool:
        """Whether its project does, and for this reward."""
        return self.project.is_open or (self.project.is_selling_late and self.is_sold_late)

    @property
    def has_waitlist(self) -> bool:
        """Whether somebody may have to wait for it, or for one variant of it."""
        return self.is_on_offer and (self.is_gone or any(variant.is_sold_out for variant in self.variants))

    @property
    def days_late(self) -> int:
        """Between the day that was promised and the day it came, or today; negative while there is time."""
        return ((self.delivered_on or utcnow().date()) - self.delivery).days if self.delivery else 0

    def change(self, **values: object) -> None:
        """Edit it; once launched, a price stands and a quantity may only grow."""
        if "amount" in values:
            chargeable(values["amount"], self.project.currency)
        check_schedule(values.get("opens_at", self.opens_at), values.get("closes_at", self.closes_at))
        if self.project.is_waiting:
            raise Frozen("Take the project back to a draft before you change its rewards.")
        if not self.project.is_draft:
            self._refuse_to_break_promises(values)
        may_be_more = values.get("quantity", self.quantity) != self.quantity
        for name, value in values.items():
            setattr(self, name, value)
        if may_be_more:
            db.session.flush()
            stock_freed.send(reward_id=self.id)

    def require_untouched(self) -> None:
        """Refuse unless nobody has ever chosen it."""
        if not self.project.is_draft:
            raise Frozen("After the launch a reward can no longer be removed.")

    def _refuse_to_break_promises(self, values: dict) -> None:
        if values.get("amount", self.amount) != self.amount:
            raise Frozen("The price of a reward stands once the project is live.", field="amount")
        quantity = values.get("quantity", self.quantity)
        shrinks = quantity is not None and (self.quantity is None or quantity < self.quantity)
        if shrinks:
            raise Frozen("After the launch the quantity may only grow.", field="quantity")
