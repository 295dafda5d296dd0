"""How far a project has come: what the thermometer and its words say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from educrowd.core.db import db, utcnow
from educrowd.core.money import Money

from .states import RUNNING_STATES

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from ..match import Match
    from .close import ProjectClose
    from .totals import ProjectTotals

SUCCESSFUL_STATES = ("funded", "collecting", "settled")


class Funding:
    """The reading side of a project's money."""

    if TYPE_CHECKING:
        state: Mapped[str]
        kind: Mapped[str]
        currency: Mapped[str]
        goal_amount: Mapped[int]
        deadline: Mapped[datetime | None]
        collected_percent: Mapped[int | None]
        suspended_at: Mapped[datetime | None]
        totals: Mapped[ProjectTotals]
        close_record: Mapped[ProjectClose | None]
        matches: Mapped[list[Match]]

    @property
    def raised(self) -> Money:
        """What counts, matches included; of a project that missed its goal, what had counted when it ended."""
        close = self.close_record if self.state == "failed" else None
        return Money(close.pledged_amount if close else self.totals.pledged_amount, self.currency) + self.matched

    @property
    def matched(self) -> Money:
        """What sponsors add to the goal so far; once they pay, it is pledged as all the rest is."""
        running = (match.matched.minor for match in self.matches if match.state == "active" and match.counts_to_goal)
        return Money(sum(running), self.currency)

    @property
    def backers_count(self) -> int:
        close = self.close_record if self.state == "failed" else None
        return close.backers_count if close else self.totals.backers_count

    @property
    def collected(self) -> Money:
        return Money(self.totals.collected_amount, self.currency)

    @property
    def at_risk(self) -> Money:
        return Money(self.totals.at_risk_amount, self.currency)

    @property
    def percent(self) -> int:
        """Of the goal, in whole percent, rounded down: 99.9% is not there yet."""
        return self.raised.minor * 100 // self.goal_amount

    @property
    def has_reached_goal(self) -> bool:
        """By what was pledged and matched in time: late pledges change nothing about that."""
        in_time = self.totals.pledged_amount - self.totals.late_amount
        return in_time + self.matched.minor >= self.goal_amount

    @property
    def is_open(self) -> bool:
        """For reading; whoever writes asks the database's clock under a lock."""
        is_live = self.state == "live" and not self.is_suspended
        return is_live and not self._has_passed

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def is_unfinished(self) -> bool:
        """For reading, as above: whether it is still to come, or runs."""
        is_over = self.state == "live" and not self.is_suspended and self._has_passed
        return self.state in RUNNING_STATES and not is_over

    @property
    def lets_backers_go(self) -> bool:
        """For reading, as above: until the deadline, and as long as the staff keeps it off the site."""
        return self.is_open or self.is_suspended

    @property
    def is_cancellable(self) -> bool:
        """Whether its creator may still give up."""
        return self.state in ("review", "scheduled") or self.lets_backers_go

    @property
    def is_stoppable(self) -> bool:
        """Whether it is a membership that runs, or would if the staff had not suspended it."""
        return self.is_monthly and self.state == "live"

    @property
    def is_called_off(self) -> bool:
        """Whether it will not happen, and whoever paid gets their money back."""
        return self.state in ("cancelling", "cancelled")

    @property
    def takes_late_money(self) -> bool:
        """Whether what was let go may still be paid; who wants a lapsed membership back joins anew."""
        return self.state != "failed" and not self.is_called_off and not self.is_monthly

    @property
    def is_successful(self) -> bool:
        return self.state in SUCCESSFUL_STATES

    @property
    def charges_at_once(self) -> bool:
        return self.kind == "keep_it_all" or self.is_monthly

    @property
    def is_monthly(self) -> bool:
        """Whether it is a membership: no end, the goal is for a month, and what is pledged is paid each month."""
        return self.kind == "recurring"

    @property
    def time_left(self) -> timedelta:
        return max(timedelta(0), (self.deadline or utcnow()) - utcnow())

    @property
    def _has_passed(self) -> bool:
        return self.deadline is not None and utcnow() >= self.deadline

    @property
    def is_past_deadline(self) -> bool:
        """By the database's clock at this very moment, not at the transaction's start."""
        return self.deadline is not None and bool(db.session.scalar(select(func.clock_timestamp() >= self.deadline)))
