"""What follows from a reward's moments: pages that visitors share say something else from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.jobs import job
from educrowd.core.page_cache import drop_pages


def promise_moments(moments: Iterable[datetime | None]) -> None:
    """See that nobody reads an outdated page when a reward opens or closes."""
    for moment in moments:
        if moment and moment > utcnow():
            renew_pages.later(_at=moment)


@job
def renew_pages() -> None:
    """Have every shared page of the site made anew."""
    drop_pages(current.tenant.id)
