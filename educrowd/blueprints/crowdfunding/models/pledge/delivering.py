"""What comes with a pledge: things to send, a seat in a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..address_lock import AddressLock

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

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

        @property
        def counts(self) -> bool: ...

    @property
    def ships(self) -> bool:
        return any(line.kind == "shipping" for line in self.lines)

    @property
    def takes_address(self) -> bool:
        """Whether there is something to send, and it is not too late to say where to."""
        return self.ships and (self.state == "draft" or self.counts) and not AddressLock.holds(self.project_id, self.id)

    @property
    def gives_course(self) -> bool:
        """Whether a seat in the project's course comes with it."""
        is_included = self.reward is None or (self.reward.gives_course and not self.has_lost_reward)
        return self.project.course_id is not None and is_included
