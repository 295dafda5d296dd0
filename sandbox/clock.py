"""The sandbox's own time, which can be moved forward."""

import time

from sandbox import store

DAY = 86_400


def now() -> int:
    """Seconds since 1970 by the sandbox's clock."""
    return int(precise_now())


def precise_now() -> float:
    """The same with fractions, for what is due within a second."""
    return time.time() + offset()


def offset() -> int:
    """How far the clock has been moved ahead, in seconds."""
    return int(store.setting("clock_offset") or 0)


def advance(seconds: int) -> int:
    """Move the clock ahead and return the new time."""
    store.set_setting("clock_offset", str(offset() + seconds))
    return now()


def today() -> time.struct_time:
    """The date in UTC."""
    return time.gmtime(now())
