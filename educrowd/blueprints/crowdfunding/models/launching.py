"""From draft to live: the list that must be complete, and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from educrowd.core.db import utcnow

from .errors import NotReady

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from .reward import Reward

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the launch list."""

    label: str
    is_done: bool
    hint: str


class Launching:
    """What a draft still lacks."""

    if TYPE_CHECKING:
        state: Mapped[str]
        title: Mapped[str]
        summary: Mapped[str]
        story: Mapped[str]
        risks: Mapped[str]
        goal_amount: Mapped[int]
        deadline: Mapped[datetime | None]
        launched_at: Mapped[datetime | None]
        rewards: Mapped[list[Reward]]

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def steps(self) -> list[Step]:
        """The list on the builder page, in the order people work in."""
        return [
            Step("A title", len(self.title) >= 3, "three characters or more"),
            Step("A summary", len(self.summary) >= 20, "say in one sentence what you will make"),
            Step("The story", len(self.story) >= 100, "100 characters or more: what, for whom, why you"),
            Step("Risks", len(self.risks) >= 20, "say what could go wrong and what you would do then"),
            Step("A goal", self.goal_amount > 0, "the least that makes it possible"),
            Step("A deadline", self._has_fair_deadline, f"in the future, at most {LONGEST.days} days away"),
            Step("A reward", len(self.rewards) > 0, "something for those who back you"),
        ]

    @property
    def is_ready(self) -> bool:
        return all(step.is_done for step in self.steps)

    def launch(self) -> None:
        """Open for pledges; NotReady says what is missing."""
        missing = [f"{step.label.lower()} ({step.hint})" for step in self.steps if not step.is_done]
        if not self.is_draft:
            raise NotReady(["only a draft can be launched"])
        if missing:
            raise NotReady(missing)
        self.state = "live"
        self.launched_at = utcnow()

    @property
    def _has_fair_deadline(self) -> bool:
        if self.deadline is None:
            return False
        soonest = timedelta(seconds=current_app.config["PROJECT_MIN_SECONDS"])
        return soonest <= self.deadline - utcnow() <= LONGEST
