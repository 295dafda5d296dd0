"""Redis as a cache that can be emptied at any moment; every key begins with its tenant.

A tenant's cached pages carry the generation they were made in. A committed write of that tenant
raises the generation, so an outdated page is never served and nobody lists what to drop.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, make_response, request, session
from redis import Redis, RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session

from .assets import manifest
from .current import current
from .db import BoundSession, SchemaOwned, TenantOwned

PAGE_SECONDS = 900


def key(*parts: object) -> str:
    """A cache key within the current tenant: `t:42:page:…`."""
    return ":".join(str(part) for part in ("t", current.tenant_id or 0, *parts))


def redis() -> Redis:
    return current_app.extensions["redis"]


def generation_key(tenant_id: int | None = None) -> str:
    return f"t:{tenant_id or current.tenant_id or 0}:generation"


def drop_pages(tenant_id: int | None = None) -> None:
    """Outdate every cached page of a tenant."""
    try:
        redis().incr(generation_key(tenant_id))
    except RedisError:
        current_app.logger.warning("cached pages of tenant %s may be outdated for %s s", tenant_id, PAGE_SECONDS)


@event.listens_for(BoundSession, "before_flush")
def _notice_writes(changed: Session, *_: object) -> None:
    if any(isinstance(row, TenantOwned | SchemaOwned) for row in (*changed.new, *changed.dirty, *changed.deleted)):
        changed.info["outdates_pages"] = True


@event.listens_for(BoundSession, "do_orm_execute")
def _notice_bulk_writes(state) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        state.session.info["outdates_pages"] = True


@event.listens_for(BoundSession, "after_commit")
def _drop_after_writes(changed: Session) -> None:
    if changed.info.pop("outdates_pages", False) and changed.info["tenant_id"]:
        drop_pages(changed.info["tenant_id"])


def cached_page(view: Callable[..., Response | str]) -> Callable[..., Response | str]:
    """Serve visitors without a session the page as last made; placed under @needs(PUBLIC)."""

    @functools.wraps(view)
    def serve(*args: object, **kwargs: object) -> Response | str:
        if not _is_cacheable():
            return view(*args, **kwargs)
        try:
            return _from_cache(view, args, kwargs)
        except RedisError:
            return view(*args, **kwargs)

    return serve


def _is_cacheable() -> bool:
    return request.method in ("GET", "HEAD") and not current.user.is_authenticated and not session


def _from_cache(view: Callable[..., Response | str], args: tuple, kwargs: dict) -> Response | str:
    page_key = key("page", _fingerprint())
    known: Any = redis().mget(generation_key(), page_key)
    generation, kept = known
    generation = generation or b"0"
    if kept and kept.startswith(generation + b"\n"):
        return _answer(kept[len(generation) + 1 :])
    response = make_response(view(*args, **kwargs))
    if response.status_code == 200 and response.mimetype == "text/html" and not session:
        redis().set(page_key, generation + b"\n" + response.get_data(), ex=PAGE_SECONDS)
        response.add_etag()
        response.make_conditional(request)
    return response


def _answer(body: bytes) -> Response:
    response = Response(body, mimetype="text/html")
    response.add_etag()
    return response.make_conditional(request)  # pyright: ignore


def _fingerprint() -> str:
    parts = (
        request.host,
        request.full_path,
        request.headers.get("HX-Request", ""),
        request.cookies.get("theme", ""),
        manifest()["app.css"],
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def init_app(app: Flask) -> None:
    app.extensions["redis"] = Redis.from_url(
        app.config["REDIS_URL"], socket_timeout=1, socket_connect_timeout=1, health_check_interval=30
    )
