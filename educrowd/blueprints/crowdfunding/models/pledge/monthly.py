"""A pledge that is demanded again each month: when, until when, and how its member leaves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import Select, func, or_, select

from educrowd.core.db import db
from educrowd.core.payments import Payment

from ...signals import membership_continued, membership_leaving, membership_left
from ..errors import Frozen
from ..month import PledgeMonth

if TYPE_CHECKING:
    from blinker import Signal
    from sqlalchemy.orm import Mapped

    from ..project import Project

PAID_STATES = ("collected", "disputed")
ASKED_STATES = ("charging", "action_required", "errored")


class Monthly:
    """The membership side of a pledge; `ends_at` is set by who leaves, at the end of what is paid."""

    if TYPE_CHECKING:
        id: Mapped[int]
        project_id: Mapped[int]
        user_id: Mapped[int]
        payment_id: Mapped[int | None]
        state: Mapped[str]
        next_month_at: Mapped[datetime | None]
        ends_at: Mapped[datetime | None]
        project: Mapped[Project]

        def let_go(self, state: str, *, because: str) -> None: ...
        def forget_plans(self) -> None: ...

    @classmethod
    def paid_by(cls, payment_id: int) -> Select[Self]:
        """The pledge that a payment is for: its present one, or that of an earlier month."""
        month = select(PledgeMonth.pledge_id).where(PledgeMonth.payment_id == payment_id).scalar_subquery()
        return select(cls).where(or_(cls.payment_id == payment_id, cls.id == month))

    @property
    def is_monthly(self) -> bool:
        return self.project.is_monthly

    @property
    def is_member(self) -> bool:
        """Whether a month of it is paid and runs."""
        return self.is_monthly and self.state in PAID_STATES

    @property
    def is_asked_for_a_month(self) -> bool:
        """Whether its member has not paid the month that was demanded last, so far."""
        return self.is_monthly and self.state in ASKED_STATES

    @property
    def leaves_at(self) -> datetime | None:
        """When it ends, if that is known: its member left, or the project was stopped."""
        if not self.is_member:
            return None
        return self.ends_at or (None if self.project.state == "live" else self.next_month_at)

    @property
    def charges_next_at(self) -> datetime | None:
        """When the card is charged again, if it is."""
        return self.next_month_at if self.is_member and not self.leaves_at else None

    @property
    def may_leave(self) -> bool:
        return self.is_member and self.leaves_at is None

    @property
    def may_stay(self) -> bool:
        """Whether who left may think again."""
        return self.is_member and self.ends_at is not None and self.project.state == "live" and not self.is_month_over

    @property
    def is_month_over(self) -> bool:
        """By the database's clock at this very moment."""
        return bool(db.session.scalar(select(func.clock_timestamp() >= self.next_month_at)))

    def leave(self) -> None:
        """End it with the month that is paid."""
        if not self.may_leave:
            raise Frozen("This membership cannot be ended now.")
        self.charge_no_more()
        self.announce(membership_leaving)

    def charge_no_more(self) -> None:
        """Whatever it waits for, no month follows on the one that was demanded last."""
        self.ends_at = self.next_month_at
        self.forget_plans()

    def stay(self) -> None:
        """Take leaving back, while the paid month lasts."""
        if not self.may_stay:
            raise Frozen("This membership has ended.")
        self.ends_at = None
        self.announce(membership_continued)

    def end_membership(self, *, because: str) -> None:
        """The last paid month is over: the reward goes back to the stock, and access ends."""
        self.ends_at = self.ends_at or self.next_month_at
        self.forget_plans()
        self.let_go("cancelled", because=because)
        self.announce(membership_left)

    @property
    def months_paid(self) -> int:
        """How many months its card was charged for, given back or not."""
        months = select(func.count()).select_from(PledgeMonth).join(PledgeMonth.payment)
        paid = months.where(PledgeMonth.pledge_id == self.id, Payment.captured_at.is_not(None))
        return int(db.session.scalar(paid) or 0)

    def announce_end(self) -> None:
        """Tell of a membership that is over; of one that never was, nobody heard."""
        if self.is_monthly and self.months_paid:
            self.announce(membership_left)

    def announce(self, news: Signal) -> None:
        """Tell whom it concerns, in the transaction that writes it."""
        news.send(pledge_id=self.id, project_id=self.project_id, user_id=self.user_id)
