"""A file that comes with a reward: whoever paid for the reward may have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .reward import Reward

if TYPE_CHECKING:
    from .pledge import Pledge


class RewardFile(TenantOwned, Timestamps, Model):
    """What it is called and how large it is; its bytes lie in the site's folder under the public id."""

    __tablename__ = "reward_files"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("public_id ~ '^[0-9a-f]{1,64}$'", name="public_id"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    reward_id: Mapped[int] = refers("rewards", ondelete="CASCADE")
    public_id: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]

    reward: Mapped[Reward] = joined("RewardFile.reward_id", "Reward")

    url = ""  # where its reader loads it, set where it is shown to one

    @classmethod
    def of(cls, reward: Reward) -> Select[Self]:
        """A reward's files, the first one first."""
        return select(cls).where(cls.reward_id == reward.id).order_by(cls.id)

    @classmethod
    def promised_to(cls, pledge: Pledge) -> Select[Self]:
        """The files of all that a pledge contains, paid for or not, and of what else it opens."""
        taken = {line.reward_id for line in pledge.lines if line.reward_id}
        return select(cls).where(cls.reward_id.in_(taken | pledge.opened_rewards)).order_by(cls.reward_id, cls.id)


# Asked with the reward, for pages that only say that there are files.
Reward.files_count = column_property(  # pyright: ignore[reportAttributeAccessIssue]
    select(func.count(RewardFile.id))
    .where(RewardFile.tenant_id == Reward.tenant_id, RewardFile.reward_id == Reward.id)
    .correlate_except(RewardFile)
    .scalar_subquery()
)
