"""A reward: what a backer gets, and how many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, text, update
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers
from educrowd.core.money import Money, chargeable

from .errors import Frozen, SoldOut

if TYPE_CHECKING:
    from .project import Project


class Reward(TenantOwned, Timestamps, Model):
    """Never oversold: `taken` moves by one conditional statement with a CHECK behind it."""

    __tablename__ = "rewards"
    __constraints__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("taken >= 0 AND (quantity IS NULL OR taken <= quantity)", name="taken"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="", default="")
    amount: Mapped[int]
    quantity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(server_default="0", default=0)
    gives_course: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    delivery: Mapped[date | None]

    project: Mapped[Project] = joined("Reward.project_id", "Project", back_populates="rewards")

    @property
    def price(self) -> Money:
        return Money(self.amount, self.project.currency)

    @property
    def left(self) -> int | None:
        """How many remain; None where there is no limit."""
        return None if self.quantity is None else self.quantity - self.taken

    @property
    def is_sold_out(self) -> bool:
        return self.left == 0

    def take(self) -> None:
        """Reserve one; SoldOut when the last one is gone."""
        taken = (
            update(Reward)
            .where(Reward.id == self.id, (Reward.quantity.is_(None)) | (Reward.taken < Reward.quantity))
            .values(taken=Reward.taken + 1)
            .execution_options(synchronize_session=False)
        )
        if db.session.scalar(taken.returning(Reward.id)) is None:
            raise SoldOut
        db.session.expire(self, ["taken"])

    def give_back(self) -> None:
        """Return one to the stock."""
        db.session.execute(
            update(Reward)
            .where(Reward.id == self.id)
            .values(taken=Reward.taken - 1)
            .execution_options(synchronize_session=False)
        )
        db.session.expire(self, ["taken"])

    def change(self, **values: object) -> None:
        """Edit it; once launched, a price stands and a quantity may only grow."""
        if "amount" in values:
            chargeable(values["amount"], self.project.currency)
        if self.project.is_waiting:
            raise Frozen("Take the project back to a draft before you change its rewards.")
        if not self.project.is_draft:
            self._refuse_to_break_promises(values)
        for name, value in values.items():
            setattr(self, name, value)

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
