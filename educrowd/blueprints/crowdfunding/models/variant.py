"""A variant: one size or color of a reward, with a stock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, db, joined, refers

from ..signals import stock_freed
from .errors import Frozen
from .stock import Stocked

if TYPE_CHECKING:
    from .reward import Reward


class RewardVariant(Stocked, TenantOwned, Model):
    """What one is taken of counts for the reward, too: both have to have one left."""

    __tablename__ = "reward_variants"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reward_id", "label"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("taken >= 0 AND (quantity IS NULL OR taken <= quantity)", name="taken"),
    )

    reward_id: Mapped[int] = refers("rewards", ondelete="CASCADE", index=False)
    label: Mapped[str]
    sku: Mapped[str] = mapped_column(server_default="", default="")

    reward: Mapped[Reward] = joined("RewardVariant.reward_id", "Reward", back_populates="variants")

    def grow(self, quantity: int | None) -> None:
        """There are more of it now; once the project is live there are never fewer."""
        shrinks = quantity is not None and (self.quantity is None or quantity < self.quantity)
        if shrinks and not self.reward.project.is_draft:
            raise Frozen("After the launch the quantity may only grow.", field="quantity")
        self.quantity = quantity
        db.session.flush()
        stock_freed.send(reward_id=self.reward_id)
