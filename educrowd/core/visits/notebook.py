"""What was noted: kept in memory for a second, brought to Redis, and read from there."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections import deque
from datetime import date, timedelta
from typing import Any, NamedTuple

import structlog
from redis import Redis, RedisError

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
MOST_NOTED = 20_000
KEPT_SECONDS = 2 * 86_400
MOST_NAMES = 2_000
SITES = "visits:sites"


class Visit(NamedTuple):
    """A page that was read; `reader` is forgotten as soon as it has been digested."""

    tenant_id: int
    day: date
    path: str
    referrer: str
    reader: str


class Notebook:
    """What was noted and is not in Redis yet; full, it forgets the oldest."""

    def __init__(self, redis: Redis):
        self.redis = redis
        self._noted: deque[Visit] = deque(maxlen=MOST_NOTED)
        self._process = 0
        self._full: dict[str, date] = {}

    def note(self, visit: Visit) -> None:
        self._noted.append(visit)
        if self._process != os.getpid():
            # A thread does not follow into a fork, so each process begins its own with its first visitor.
            self._process = os.getpid()
            threading.Thread(target=self._bring_forever, name="visits", daemon=True).start()

    def bring(self) -> None:
        """Take all that is noted to Redis, in one round trip; what Redis does not take is forgotten."""
        visits = [self._noted.popleft() for _ in range(len(self._noted))]
        if not visits:
            return
        try:
            self._write(visits)
        except RedisError:
            log.warning("visits_not_counted", count=len(visits))

    def _bring_forever(self) -> None:
        while True:
            time.sleep(PAUSE_SECONDS)
            try:
                self.bring()
            except Exception:
                log.exception("visits_stumbled")

    def _write(self, visits: list[Visit]) -> None:
        days = {visit.day for visit in visits}
        salts = self._salts({(visit.tenant_id, visit.day) for visit in visits})
        # Sites live on up to three dates at once.
        over = max(days) - timedelta(days=2)
        self._full = {key: day for key, day in self._full.items() if day >= over}
        pipe = self.redis.pipeline(transaction=False)
        touched: dict[str, date] = {}
        for visit in visits:
            names = {"page": visit.path, "referrer": visit.referrer}
            for kind, name in names.items():
                key = key_of(visit.tenant_id, visit.day, kind)
                if name and key not in self._full:
                    pipe.hincrby(key, name)
                    touched[key] = visit.day
            sketch = key_of(visit.tenant_id, visit.day, "visitor")
            pipe.pfadd(sketch, digest(salts[visit.tenant_id, visit.day], visit))
            touched[sketch] = visit.day
        pipe.sadd(SITES, *{visit.tenant_id for visit in visits})
        for key in touched:
            pipe.expire(key, KEPT_SECONDS)
        hashes = [key for key in touched if key.endswith(":referrer")]
        for key in hashes:
            pipe.hlen(key)
        answers = pipe.execute()
        # Nobody fills Redis by naming hosts that don't exist.
        counted = zip(hashes, answers[len(answers) - len(hashes) :], strict=True)
        self._full |= {key: touched[key] for key, names in counted if names > MOST_NAMES}

    def _salts(self, days: set[tuple[int, date]]) -> dict[tuple[int, date], bytes]:
        """One for each site's day, made by whichever process is the first to ask."""
        pipe = self.redis.pipeline(transaction=False)
        for tenant_id, day in days:
            key = key_of(tenant_id, day, "salt")
            pipe.set(key, secrets.token_bytes(32), nx=True, ex=KEPT_SECONDS)
            pipe.get(key)
        return dict(zip(days, (salt or b"" for salt in pipe.execute()[1::2]), strict=True))


def digest(salt: bytes, visit: Visit) -> bytes:
    """Enough to know somebody again on this site and this day, and nothing beyond."""
    return hashlib.blake2b(f"{visit.tenant_id} {visit.reader}".encode(), key=salt, digest_size=12).digest()


def key_of(tenant_id: int, day: date, kind: str) -> str:
    return f"t:{tenant_id}:visits:{day}:{kind}"


def totals(redis: Redis, tenant_id: int, day: date) -> dict[tuple[str, str], int]:
    """What Redis knows of a site's day: (kind, name) → how often; of visitors only their number."""
    found: dict[tuple[str, str], int] = {}
    for kind in ("page", "referrer"):
        counted: Any = redis.hgetall(key_of(tenant_id, day, kind))
        found |= {(kind, name.decode("utf-8", "replace")): int(count) for name, count in counted.items()}
    visitors: Any = redis.pfcount(key_of(tenant_id, day, "visitor"))
    return found | ({("visitor", ""): int(visitors)} if visitors else {})
