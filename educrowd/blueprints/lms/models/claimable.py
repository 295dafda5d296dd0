"""Pieces of work that one person grades at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from educrowd.core.db import utcnow

# Who took a piece and went away holds up nobody for longer.
CLAIM_LASTS = timedelta(minutes=30)


class Claimable:
    """A row with `claimed_by_id` and `claimed_at`, both or neither set."""

    claimed_by_id: Any
    claimed_by: Any
    claimed_at: Any

    @property
    def is_claimed(self) -> bool:
        claimed_at: datetime | None = self.claimed_at
        return claimed_at is not None and claimed_at + CLAIM_LASTS > utcnow()

    def claimed_by_other(self, user: Any) -> bool:
        return self.is_claimed and self.claimed_by_id != user.id
