"""What comes with a pledge: things to send, a seat in a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..address_lock import AddressLock

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from ..delivery import Delivery
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

        @property
        def counts(self) -> bool: ...

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
    def gives_course(self) -> bool:
        """Whether a seat in the project's course comes with it."""
        is_included = self.reward is None or (self.reward.gives_course and not self.has_lost_reward)
        return self.project.course_id is not None and is_included
