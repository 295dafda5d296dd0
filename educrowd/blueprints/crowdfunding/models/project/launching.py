"""From draft to live: the list that must be complete, and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from educrowd.core.db import utcnow

from ..errors import NotReady

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from ..reward import Reward

LONGEST = timedelta(days=60)
WAITING_STATES = ("review", "scheduled")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the launch list."""

    label: str
    is_done: bool
    hint: str
    field: str


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
        launch_at: Mapped[datetime | None]
        launched_at: Mapped[datetime | None]
        suspended_at: Mapped[datetime | None]
        cancel_reason: Mapped[str]
        is_withheld: Mapped[bool]
        announced_at: Mapped[datetime | None]

        @property
        def is_monthly(self) -> bool: ...
        @property
        def listed_rewards(self) -> list[Reward]: ...

    @property
    def is_announced(self) -> bool:
        """Whether people may read that it is to come, and follow it."""
        return self.announced_at is not None and self.state in ("draft", "review", "scheduled")

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def is_waiting(self) -> bool:
        """For a review, or for its time."""
        return self.state in WAITING_STATES

    @property
    def steps(self) -> list[Step]:
        """The list on the builder page, in the order people work in."""
        return [
            Step("A title", len(self.title) >= 3, "three characters or more", "title"),
            Step("A summary", len(self.summary) >= 20, "say in one sentence what you will make", "summary"),
            Step("The story", len(self.story) >= 100, "100 characters or more: what, for whom, why you", "story"),
            Step("Risks", len(self.risks) >= 20, "say what could go wrong and what you would do then", "risks"),
            Step("A goal", self.goal_amount > 0, "the least that makes it possible", "goal"),
            *self._end_steps,
            Step("A reward", len(self.listed_rewards) > 0, "something for those who back you", "rewards"),
        ]

    @property
    def is_ready(self) -> bool:
        return all(step.is_done for step in self.steps)

    @property
    def missing(self) -> list[str]:
        """What the list still asks for, in words."""
        return [f"{step.label.lower()} ({step.hint})" for step in self.steps if not step.is_done]

    def require_ready(self) -> None:
        """Refuse what is no draft, or lacks something."""
        if not self.is_draft:
            raise NotReady(["only a draft can be launched"])
        if self.missing:
            raise NotReady(self.missing)

    def launch(self) -> None:
        """Open for pledges; NotReady says what is missing."""
        if self.state not in ("draft", "review", "scheduled"):
            raise NotReady(["only a draft can be launched"])
        if self.missing:
            raise NotReady(self.missing)
        self.state = "live"
        self.launched_at = utcnow()

    def end_early(self, state: str, *, reason: str) -> None:
        """It will not happen; what was suspended stays off the site."""
        self.is_withheld = self.suspended_at is not None
        self.state, self.suspended_at, self.cancel_reason = state, None, reason

    @property
    def _end_steps(self) -> list[Step]:
        if self.is_monthly:
            return []
        hint = f"at most {LONGEST.days} days after the launch"
        return [Step("A deadline", self._has_fair_deadline, hint, "deadline")]

    @property
    def _has_fair_deadline(self) -> bool:
        if self.deadline is None:
            return False
        soonest = timedelta(seconds=current_app.config["PROJECT_MIN_SECONDS"])
        opens_at = max(utcnow(), self.launch_at or utcnow())
        return soonest <= self.deadline - opens_at <= LONGEST
