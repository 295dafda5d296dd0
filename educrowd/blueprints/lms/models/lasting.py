"""How long people have access to a course."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import utcnow

from .wall_clock import days_later


class Lasting:
    """Access for so many days, or until a day, whichever comes first; without either it has no end.

    `renewable`: whoever enrolls for free begins anew when their days are over.
    """

    if TYPE_CHECKING:

        @property
        def clock(self) -> ZoneInfo: ...

    access_days: Mapped[int | None]
    access_until: Mapped[datetime | None]
    renewable: Mapped[bool] = mapped_column(default=False, server_default="false")

    @property
    def is_over(self) -> bool:
        """Whether nobody has access any more by the course's own date."""
        return self.access_until is not None and self.access_until <= utcnow()

    @property
    def ends_access(self) -> bool:
        return self.access_days is not None or self.access_until is not None

    def access_end(self, start: datetime) -> datetime | None:
        """Until when somebody has access who comes in at `start`."""
        after_days = days_later(start, self.access_days, self.clock) if self.access_days else None
        return min(filter(None, (after_days, self.access_until)), default=None)
