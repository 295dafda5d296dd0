"""What comes with a pledge: things to send, a seat in a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from educrowd.core import entitlements

from ..address_lock import AddressLock

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from educrowd.blueprints.auth.models.user import User

    from ..delivery import Delivery
    from ..gift import Gift
    from ..line import PledgeLine
    from ..project import Project
    from ..reward import Reward


class Delivering:
    """The giving side of a pledge."""

    if TYPE_CHECKING:
        id: Mapped[int]
        project_id: Mapped[int]
        state: Mapped[str]
        has_lost_reward: Mapped[bool]
        project: Mapped[Project]
        reward: Mapped[Reward | None]
        lines: Mapped[list[PledgeLine]]
        delivery: Mapped[Delivery | None]
        user_id: Mapped[int]
        user: Mapped[User]
        name: Mapped[str]
        gift: Mapped[Gift | None]

        @property
        def counts(self) -> bool: ...
        @property
        def is_asked_for_a_month(self) -> bool: ...

    @property
    def receiver_email(self) -> str:
        """Where who gets what it brings is written to: its backer, or whom it is given to."""
        return self.gift.recipient_email if self.gift else self.user.email

    @property
    def receiver_name(self) -> str:
        return self.gift.recipient_name if self.gift else self.name

    def is_received_by(self, user: User) -> bool:
        """Whether answers and address are this person's to give; of a gift not before the account is proven theirs."""
        if self.gift is None:
            return self.user_id == user.id
        return self.gift.recipient_id is not None and self.gift.recipient_id == user.id and user.is_verified

    @property
    def ships(self) -> bool:
        return any(line.kind == "shipping" for line in self.lines)

    @property
    def takes_address(self) -> bool:
        """Whether there is something to send, and it is not too late to say where to."""
        is_on_its_way = self.delivery is not None and self.delivery.status != "preparing"
        if not self.ships or is_on_its_way or AddressLock.holds(self.project_id, self.id):
            return False
        return self.state == "draft" or self.counts

    @property
    def opened_rewards(self) -> set[int]:
        """The rewards whose files its backer may have: while it is paid for and nothing of it goes back.

        While a month of a membership waits for its card, what earlier months have paid for stays open.
        """
        if self.has_lost_reward or self.project.is_called_off or self.project.state == "failed":
            return set()
        chosen = {line.reward_id for line in self.lines if line.reward_id}
        if self.state == "collected":
            return chosen
        return self._rewards_paid_before if self.is_asked_for_a_month else set()

    @property
    def _rewards_paid_before(self) -> set[int]:
        held = entitlements.had_from(f"pledge:{self.id}", self.user_id)
        return {subject_id for kind, subject_id in held if kind == "reward"}

    @property
    def gives_course(self) -> bool:
        """Whether a seat in the project's course comes with it."""
        if self.project.course_id is None:
            return False
        return self.reward is None or (self.reward.gives_course and not self.has_lost_reward)
