"""Who and where: `current.tenant` and `current.user`, in a request, a job, a command or a test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask_login import AnonymousUserMixin

from .terms import UNLIMITED, Terms

_serials = itertools.count(1)


@dataclass(frozen=True, slots=True)
class BoundTenant:
    """A tenant as one request or job sees it: a frozen snapshot, safe to cache between requests."""

    id: int
    slug: str
    name: str
    host: str
    origin: str
    status: str = "active"
    status_reason: str = ""
    timezone: str = "UTC"
    locale: str = "en"
    currency: str = "USD"
    accent: str = "#b4552d"
    typeface: str = "editorial"
    corners: str = "soft"
    layout: str = "wide"
    scheme: str = "device"
    revision: str = ""
    description: str = ""
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    features: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    plan: Terms = UNLIMITED

    @property
    def schema(self) -> str:
        return f"blog_{self.id}"

    @property
    def is_read_only(self) -> bool:
        """Whether its plan has not been paid for so long that nothing may be changed any more."""
        return self.status == "past_due"

    @property
    def is_closed(self) -> bool:
        """Whether nobody reaches its pages, as it was suspended or is being deleted."""
        return self.status in ("suspended", "deleting")


class Anonymous(AnonymousUserMixin):
    """Whoever has not signed in: may look, holds no ability."""

    id = None
    is_operator = False
    name = ""
    email = ""

    def can(self, ability: str) -> bool:
        return False


ANONYMOUS = Anonymous()


class Binding:
    """One stretch of work for one tenant (or nobody); its serial keys the database session."""

    __slots__ = ("serial", "tenant", "user")

    def __init__(self, tenant: BoundTenant | None, user: Any = ANONYMOUS):
        self.tenant = tenant
        self.user = user
        self.serial = next(_serials)


_NOBODY = Binding(None)
_binding: ContextVar[Binding] = ContextVar("binding", default=_NOBODY)


class Current:
    """The facade that the rest of the code reads."""

    @property
    def binding(self) -> Binding:
        return _binding.get()

    @property
    def tenant(self) -> Any:
        """The bound tenant's snapshot, or None on the platform host."""
        return _binding.get().tenant

    @property
    def tenant_id(self) -> int | None:
        tenant = _binding.get().tenant
        return tenant.id if tenant else None

    @property
    def plan(self) -> Terms:
        """What the bound site's plan allows: `current.plan.allows("api")`; on the platform's host everything."""
        tenant = _binding.get().tenant
        return tenant.plan if tenant else UNLIMITED

    @property
    def user(self) -> Any:
        """The person acting: a User, or ANONYMOUS."""
        return _binding.get().user

    @user.setter
    def user(self, user: Any) -> None:
        _binding.get().user = user if user is not None else ANONYMOUS


current = Current()


@contextmanager
def bound(tenant: BoundTenant | None, user: Any = ANONYMOUS) -> Iterator[Binding]:
    """Make `tenant` and `user` current for a block; what was current before returns after it."""
    binding = Binding(tenant, user)
    token = _binding.set(binding)
    try:
        yield binding
    finally:
        _binding.reset(token)


def enter(tenant: BoundTenant | None) -> Callable[[], None]:
    """Make `tenant` current until the answered function is called: for hooks, which can't be a block."""
    token = _binding.set(Binding(tenant))
    return lambda: _binding.reset(token)
