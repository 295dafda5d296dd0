"""From a Host header to a tenant, through a small cache that every process drops when a tenant changes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from flask import Flask, current_app
from redis import RedisError
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from educrowd.core import cache, tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import after_commit, db

from .models import Domain, Tenant

GENERATION = "sites:generation"
# Asking Redis at each request would cost every page a round trip. So for half a second other processes may still
# show a site's former name, colors or state; whoever changes them sees it at once, in the process that changed it.
LOOK_EVERY_SECONDS = 0.5
KEEP_SECONDS = 3600
KEEP_SECONDS_WITHOUT_REDIS = 1
MOST_HOSTS = 20_000


def normalize(host: str) -> str:
    """Lower case, no port, no trailing dot, IDNA; an empty text for what can't be a host name."""
    name = host.strip().lower()
    name = name.rpartition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
    name = name.rstrip(".")
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return ""


class Resolver:
    """host → snapshot or None, remembered; negative answers too."""

    def __init__(self) -> None:
        self._known: OrderedDict[str | int, tuple[float, BoundTenant | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._generation: bytes | None = None
        self._looked_at = 0.0
        self._keep = KEEP_SECONDS

    def by_host(self, host: str) -> BoundTenant | None:
        return self._remembered(host, lambda: _load(select(Tenant).join(Tenant.domains).where(*_answering(host))))

    def by_id(self, tenant_id: int) -> BoundTenant | None:
        """Also where no host leads to it any more, as while it is being erased."""
        there = select(Tenant).where(Tenant.id == tenant_id, Tenant.status != "erased")
        return self._remembered(tenant_id, lambda: _load(there))

    def open_site(self, host_header: str) -> BoundTenant | None:
        """The active site whose own address this is, as far as it is known without asking anybody."""
        host, now = normalize(host_header), time.monotonic()
        until, site = self._known.get(host, (0.0, None))
        if site is None or until <= now or now - self._looked_at >= LOOK_EVERY_SECONDS:
            return None
        return site if site.status == "active" and site.origin.endswith(f"//{host_header}") else None

    def _remembered(self, key, load) -> BoundTenant | None:
        now = time.monotonic()
        self._drop_if_outdated(now)
        hit = self._known.get(key)
        if hit and hit[0] > now:
            return hit[1]
        found = load()
        with self._lock:
            self._known[key] = (now + self._keep, found)
            while len(self._known) > MOST_HOSTS:
                self._known.popitem(last=False)
        return found

    def _drop_if_outdated(self, now: float) -> None:
        if now - self._looked_at < LOOK_EVERY_SECONDS:
            return
        self._looked_at = now
        try:
            generation = cache.redis().get(GENERATION) or b"0"
            self._keep = KEEP_SECONDS
        except RedisError:
            generation, self._keep = b"?", KEEP_SECONDS_WITHOUT_REDIS
        if generation != self._generation:
            self.forget()
        self._generation = generation  # pyright: ignore

    def forget(self) -> None:
        with self._lock:
            self._known.clear()


def _answering(host: str) -> tuple[ColumnElement[bool], ...]:
    return Domain.host == host, Domain.verified_at.is_not(None), Domain.released_at.is_(None)


def _load(wanted: Select[Tenant]) -> BoundTenant | None:
    with tenancy.bind(None):
        tenant = db.session.scalars(wanted.options(joinedload(Tenant.domains))).unique().first()
        return tenant.snapshot() if tenant else None


def resolver() -> Resolver:
    return resolver_of(current_app)


def resolver_of(app: Flask) -> Resolver:
    return app.extensions["sites"]


def changed() -> None:
    """A tenant or domain was changed: after the commit, every process forgets what it knew."""
    after_commit(announce_change)


def announce_change() -> None:
    resolver().forget()
    try:
        cache.redis().incr(GENERATION)
    except RedisError:
        current_app.logger.warning("other processes learn of the change within an hour at most")


def init_app(app: Flask) -> None:
    app.extensions["sites"] = Resolver()
    tenancy.tenants_are_found_by(lambda tenant_id: resolver().by_id(tenant_id))
