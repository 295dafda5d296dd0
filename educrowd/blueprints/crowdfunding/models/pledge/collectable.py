"""How a pledge stands with its money: what it waits for, and whether it can still be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy import Select, select

from educrowd.core.db import db

from .states import LIVE_STATES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from educrowd.core.payments import CardSetup, Payment

    from ..line import PledgeLine
    from ..project import Project


class Collectable:
    """The paying side of a pledge."""

    if TYPE_CHECKING:
        state: Mapped[str]
        is_late: Mapped[bool]
        is_gift: Mapped[bool]
        project_id: Mapped[int]
        user_id: Mapped[int]
        match_id: Mapped[int | None]
        project: Mapped[Project]
        card: Mapped[CardSetup | None]
        payment: Mapped[Payment | None]
        lines: Mapped[list[PledgeLine]]

        @property
        def charges_next_at(self) -> datetime | None: ...

    @classmethod
    def backing(cls) -> Select[Self]:
        """Those whose card was saved and who were not let go."""
        return select(cls).where(cls.state.in_(LIVE_STATES))

    @property
    def charges_at_once(self) -> bool:
        return self.is_late or self.project.charges_at_once

    @property
    def needs_its_backer(self) -> bool:
        """Nothing goes on until the person brings another card or confirms."""
        return self.state in ("action_required", "errored")

    @property
    def awaits_payment(self) -> bool:
        """Whether money that comes now is still for this pledge; a dropped one is paid late."""
        if self.state == "dropped":
            return self.project.takes_late_money and not self._is_replaced
        return self.state in ("charging", "action_required", "errored")

    @property
    def can_pay_late(self) -> bool:
        """Whether a dropped pledge may still be paid: while the project can use it and stock lasts."""
        return self.state == "dropped" and self.awaits_payment and all(line.is_in_stock for line in self.lines)

    @property
    def awaits_bank(self) -> bool:
        """Whether one word of its backer to the bank lets the charge through."""
        waits = self.payment is not None and self.payment.state == "action_required"
        return waits and (self.needs_its_backer or self.can_pay_late) and not self.project.is_called_off

    @property
    def takes_another_card(self) -> bool:
        is_open = self.state == "active" or self.needs_its_backer or self.can_pay_late or self.charges_next_at
        return bool(is_open) and not self.project.is_called_off

    def has_newer_card_than(self, payment: Payment) -> bool:
        """Whether its backer brought another card while this payment was being tried."""
        brought = self.card.payment_method if self.card else None
        return brought is not None and brought != payment.payment_method

    @property
    def _is_replaced(self) -> bool:
        if self.is_gift:
            return False
        others = self.backing().filter_by(
            project_id=self.project_id, user_id=self.user_id, match_id=self.match_id, is_gift=False
        )
        return db.session.scalar(others.limit(1)) is not None
