"""A membership that may be another from its next month on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from educrowd.core.payments import Payment, Refund

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from ..planned_change import PlannedChange
    from ..project import Project


class Plannable:
    """The side of a membership that its member changes."""

    if TYPE_CHECKING:
        state: Mapped[str]
        ends_at: Mapped[datetime | None]
        project: Mapped[Project]
        payment: Mapped[Payment | None]
        planned: Mapped[PlannedChange | None]

        @property
        def is_member(self) -> bool: ...
        @property
        def is_asked_for_a_month(self) -> bool: ...
        @property
        def is_month_over(self) -> bool: ...

    @property
    def why_unchangeable(self) -> str:
        """What keeps its member from choosing another amount or reward for the next month; empty if nothing does."""
        if self.is_asked_for_a_month:
            return "This month is not paid yet: bring that to its end first."
        if not self.is_member:
            return "This membership has ended."
        return self._why_it_ends() or self._why_not_now()

    def forget_plans(self) -> None:
        """It will not come to another month; what was kept for it goes back to the stock."""
        if self.planned:
            self.planned.withdraw()

    def _why_it_ends(self) -> str:
        if self.state == "disputed":
            return "Your bank disputes a payment: the membership waits for that."
        if self.project.state != "live":
            return "This membership was stopped: nobody is charged again."
        return "You are about to leave: stay a member first." if self.ends_at else ""

    def _why_not_now(self) -> str:
        if self.project.is_suspended:
            return "This project is suspended at the moment."
        if self.is_month_over:
            return "The next month has begun and is being charged: come back in a few minutes."
        if self.payment and not Refund.left_of(self.payment):
            return "Your money is on its way back to you."
        return ""
