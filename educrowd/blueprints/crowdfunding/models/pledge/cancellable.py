"""How a pledge goes from state to state, and how it ends without payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func

from educrowd.core import entitlements
from educrowd.core.db import db

from ..errors import Frozen
from ..stock import exchange

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from ..line import PledgeLine
    from ..project import Project


class Cancellable:
    """A pledge that may be taken back, until the deadline."""

    if TYPE_CHECKING:
        id: Mapped[int]
        state: Mapped[str]
        because: Mapped[str]
        activated_at: Mapped[datetime | None]
        project: Mapped[Project]
        lines: Mapped[list[PledgeLine]]

        is_late: Mapped[bool]

        @property
        def is_member(self) -> bool: ...
        @property
        def why_unchangeable(self) -> str: ...
        @property
        def may_leave(self) -> bool: ...
        @property
        def needs_its_backer(self) -> bool: ...
        @property
        def charges_at_once(self) -> bool: ...

    @property
    def is_cancellable(self) -> bool:
        """Before any charge; one that was to be charged at once and could not be may be taken back as well.

        Of a membership it is its next months that are.
        """
        if self.is_member:
            return self.may_leave
        if self.charges_at_once and self.needs_its_backer:
            return True
        if self.is_late:
            return self.state == "draft"
        return self.state in ("draft", "active") and self.project.lets_backers_go

    @property
    def is_changeable(self) -> bool:
        if self.is_member:
            return not self.why_unchangeable
        is_early = self.state in ("draft", "active") and not self.is_late
        return is_early and self.is_cancellable and not self.project.is_suspended

    def cancel(self, *, because: str = "cancelled by the backer") -> None:
        """Take it back; possible until the deadline, by the database's clock."""
        is_late_draft = self.is_late and self.state == "draft"
        if self.state not in ("draft", "active") or not (is_late_draft or self.project.hold_uncounted()):
            raise Frozen("This pledge can no longer be cancelled.")
        self.let_go("cancelled", because=because)

    def let_go(self, state: str, *, because: str) -> None:
        """End it without payment, and give the reward back to the stock."""
        # The stock before the project's totals, here as everywhere, so that no two wait for one another.
        exchange(self.lines, [])
        self.move(state, because=because)
        if state != "released":  # Who backed a project that failed still hears how it went on.
            entitlements.revoke(source=f"pledge:{self.id}")

    def move(self, state: str, *, because: str) -> None:
        """Go to another state; the database refuses a way that does not exist and notes each that does."""
        if state == "active":
            self.activated_at = func.clock_timestamp()
        self.move_all([self], state, because=because)

    @staticmethod
    def move_all(pledges: Iterable[Cancellable], state: str, *, because: str) -> None:
        """The same for many, written together."""
        for pledge in pledges:
            pledge.state, pledge.because = state, because
        db.session.flush()
