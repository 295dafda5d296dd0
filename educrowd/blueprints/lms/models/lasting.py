"""How long people have access to a course."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import utcnow

from .wall_clock import days_later

if TYPE_CHECKING:
    from .enrollment import Enrollment

# How long before the end more can be bought: as long as it is told before.
WEEK, DAY = timedelta(days=7), timedelta(days=1)


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

    def sells_more_to(self: Any, known: Enrollment) -> bool:
        """Whether a person may buy more of it, as their access ends soon or has ended."""
        is_sold = self.is_published and not self.is_free and not self.is_over
        if not is_sold or known.is_barred or known.expires_at is None:
            return False
        now = utcnow()
        more = self.access_end(max(known.expires_at, now))
        return known.expires_at - self._renewed_before <= now and (more is None or more > known.expires_at)

    @property
    def _renewed_before(self) -> timedelta:
        return DAY if self.access_days and self.access_days <= WEEK.days else WEEK

    def access_end(self, start: datetime) -> datetime | None:
        """Until when somebody has access who comes in at `start`."""
        after_days = days_later(start, self.access_days, self.clock) if self.access_days else None
        return min(filter(None, (after_days, self.access_until)), default=None)
