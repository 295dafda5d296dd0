"""So many calls in any second, over all processes together.

The count stands in Redis; while that is away each process keeps to a part of its own, so a deadline goes on.
"""

from __future__ import annotations

import time
from random import uniform

from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError

ALONE = 4  # a process that counts for itself takes a fourth: two web processes and two workers run
PAUSE_SECONDS = 0.05


class Pace:
    """`pace.wait()` before each call; 0 means as fast as it goes."""

    def __init__(self, per_second: int, storage_uri: str):
        self.per_second = per_second
        self._together = MovingWindowRateLimiter(storage_from_string(storage_uri, wrap_exceptions=True))
        self._alone = MovingWindowRateLimiter(MemoryStorage())

    def wait(self) -> None:
        """Come back when a call may be made."""
        while self.per_second and not self.take():
            time.sleep(uniform(PAUSE_SECONDS / 2, PAUSE_SECONDS))

    def take(self) -> bool:
        """Whether a call may be made now; counts it."""
        try:
            return self._together.hit(RateLimitItemPerSecond(self.per_second), "gateway")
        except (RedisError, StorageError):
            return self._alone.hit(RateLimitItemPerSecond(max(1, self.per_second // ALONE)), "gateway")
