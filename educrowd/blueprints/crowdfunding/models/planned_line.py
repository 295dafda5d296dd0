"""The lines of a planned change: as those of a pledge will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, joined, refers

from .line import PledgeLine

if TYPE_CHECKING:
    from .reward import Reward
    from .variant import RewardVariant


class PlannedLine(TenantOwned, Model):
    """So many of one thing; `kept` of them come on top of what the pledge has taken already."""

    __tablename__ = "planned_lines"
    __constraints__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_amount >= 0 AND amount = unit_amount * quantity", name="amount"),
        CheckConstraint("kept BETWEEN 0 AND quantity AND (reward_id IS NOT NULL OR kept = 0)", name="kept"),
    )

    @dataclass(frozen=True, slots=True)
    class Kept:
        """What the stock keeps for it."""

        reward_id: int | None
        variant_id: int | None
        quantity: int

    change_id: Mapped[int] = refers("planned_changes")
    kind: Mapped[str]
    label: Mapped[str]
    reward_id: Mapped[int | None] = refers("rewards")
    variant_id: Mapped[int | None] = refers("reward_variants")
    unit_amount: Mapped[int]
    quantity: Mapped[int]
    amount: Mapped[int]
    kept: Mapped[int]

    reward: Mapped[Reward | None] = joined("PlannedLine.reward_id", "Reward", viewonly=True)
    variant: Mapped[RewardVariant | None] = joined("PlannedLine.variant_id", "RewardVariant", viewonly=True)

    @classmethod
    def like(cls, line: PledgeLine, *, kept: int) -> PlannedLine:
        return cls(kept=kept, **_facts(line))

    def as_pledge_line(self) -> PledgeLine:
        return PledgeLine(**_facts(self))

    def as_kept(self) -> PlannedLine.Kept:
        return self.Kept(self.reward_id, self.variant_id, self.kept)


def _facts(line: PledgeLine | PlannedLine) -> dict:
    names = ("kind", "label", "reward_id", "variant_id", "unit_amount", "quantity", "amount")
    return {name: getattr(line, name) for name in names}
