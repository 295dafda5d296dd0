"""What a route needs, said on the route; an undeclared route is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, g, request

from .current import current
from .errors import Unpaid

PUBLIC = "public"
SIGNED_IN = "signed in"
OPERATOR = "operator"
# A program elsewhere that shows a token of its own: nobody who is signed in, the view reads it.
TOKEN = "token"

SITE = "site"
PLATFORM = "platform"
BOTH = "both"
# The host without cookies from which a site's unpacked packages are served, and nothing else.
CONTENT = "content"

READS = ("GET", "HEAD", "OPTIONS")

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Need:
    """What one route asks of a person (`ability`) and of the host (`on`).

    `unpaid` changes go on where a site's plan is not paid: signing in, plans, and money already promised.
    """

    ability: str
    on: str = SITE
    unpaid: bool = False

    @property
    def host_fits(self) -> bool:
        if CONTENT in (self.on, g.get("kind_of_host")):
            return self.on == g.get("kind_of_host")
        return self.on == BOTH or (self.on == PLATFORM) == (current.tenant is None)

    @property
    def is_met(self) -> bool:
        if self.ability in (PUBLIC, TOKEN):
            return True
        if self.ability == SIGNED_IN:
            return current.user.is_authenticated
        if self.ability == OPERATOR:
            return current.user.is_operator
        return current.user.can(self.ability)


def needs(ability: str, *, on: str = SITE, unpaid: bool = False) -> Callable[[View], View]:
    """Declare what a view (or one method of a MethodView) needs; goes next to the function."""

    def declare(view: View) -> View:
        view.__need__ = Need(ability, on, unpaid)  # type: ignore[attr-defined]
        return view

    return declare


def need_of(app: Flask, endpoint: str, method: str) -> Need | None:
    """The declaration that covers `method` on `endpoint`, or None where somebody forgot."""
    view = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    handler = getattr(view_class, _handler_name(view_class, method), None) if view_class else view
    return getattr(handler, "__need__", None)


def require_paid() -> None:
    """Unpaid where the bound site's plan has not been paid beyond its grace: such a site can only be read."""
    if current.tenant is not None and current.tenant.is_read_only:
        raise Unpaid()


def _handler_name(view_class: type, method: str) -> str:
    if method == "HEAD" and not hasattr(view_class, "head"):
        return "get"
    return method.lower()


def check_access(app: Flask) -> None:
    """Refuse the current request when its route's need is not met: 404, 402, 401 or 403."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    need = need_of(app, request.endpoint, request.method)
    if need is None:
        app.logger.error("route without a declared need: %s", request.endpoint)
        abort(403)
    if not need.host_fits:
        abort(404)
    if request.method not in READS and not need.unpaid:
        require_paid()
    if need.is_met:
        return
    abort(403 if current.user.is_authenticated else 401)
