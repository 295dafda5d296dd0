"""The lines of a pledge: what its amount is made of, down to the last cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers
from educrowd.core.money import Money

if TYPE_CHECKING:
    from .pledge import Pledge
    from .reward import Reward
    from .variant import RewardVariant

KINDS = ("reward", "add_on", "bonus", "shipping", "tax", "match")


class PledgeLine(TenantOwned, Model):
    """So many of one thing; the database sees to it that the lines of a pledge sum to its amount."""

    __tablename__ = "pledge_lines"
    __constraints__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("unit_amount >= 0", name="unit_amount"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("amount = unit_amount * quantity", name="amount"),
        CheckConstraint("(kind IN ('reward', 'add_on')) = (reward_id IS NOT NULL)", name="goods"),
    )

    pledge_id: Mapped[int] = refers("pledges", ondelete="CASCADE")
    kind: Mapped[str]
    label: Mapped[str]
    reward_id: Mapped[int | None] = refers("rewards")
    variant_id: Mapped[int | None] = refers("reward_variants")
    unit_amount: Mapped[int]
    quantity: Mapped[int] = mapped_column(server_default="1", default=1)
    amount: Mapped[int]

    pledge: Mapped[Pledge] = joined("PledgeLine.pledge_id", "Pledge", back_populates="lines")
    reward: Mapped[Reward | None] = joined("PledgeLine.reward_id", "Reward", viewonly=True)
    variant: Mapped[RewardVariant | None] = joined("PledgeLine.variant_id", "RewardVariant", viewonly=True)

    @property
    def is_in_stock(self) -> bool:
        """Whether as many as this could be taken once more."""
        kept = [stocked for stocked in (self.reward, self.variant) if stocked and stocked.left is not None]
        return all(stocked.taken + self.quantity <= (stocked.quantity or 0) for stocked in kept)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.pledge.currency)
