"""What a sponsor adds to pledges: a plain sum, the same for everybody who asks."""

from __future__ import annotations

from collections.abc import Iterable


def matched(amounts: Iterable[int], *, percent: int, cap: int, per_pledge: int | None = None, step: int = 1) -> int:
    """So many percent of each amount, rounded down, at most `per_pledge` of each and `cap` of all; minor units.

    `step` is what charges of the currency are multiples of.
    """
    shares = (amount * percent // 100 for amount in amounts)
    total = min(cap, sum(share if per_pledge is None else min(share, per_pledge) for share in shares))
    return total - total % step
