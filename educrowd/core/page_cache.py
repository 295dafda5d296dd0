"""Whole pages that visitors share, kept in Redis and answered before anything else is done.

A tenant's cached pages carry the generation they were made in. A committed write of that tenant
raises the generation, so that an outdated page is never served and nobody lists what to drop.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from redis import RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session

from . import cache
from .assets import manifest
from .current import BoundTenant, current
from .db import BoundSession, SchemaOwned, TenantOwned

PAGE_SECONDS = 900
VISITORS_COOKIES = re.compile(r"(theme=(light|dark))?")
SHARED_QUERY = re.compile(r"(page=[1-9]\d?)?")
MADE_ANEW = frozenset({"X-Request-Id", "Content-Length", "Date"})
PLACE = "educrowd.page_place"

View = TypeVar("View", bound=Callable[..., Any])


def cached_page(view: View) -> View:
    """Visitors without a session share this page as last made; placed under @needs(PUBLIC)."""
    view.is_cached_page = True  # type: ignore[attr-defined]
    return view


def generation_key(tenant_id: int) -> str:
    return f"t:{tenant_id}:generation"


def drop_pages(tenant_id: int) -> None:
    """Outdate every cached page of a tenant."""
    try:
        cache.redis().incr(generation_key(tenant_id))
    except RedisError:
        current_app.logger.warning("cached pages of tenant %s may be outdated for %s s", tenant_id, PAGE_SECONDS)


def pages_stay(session: Session) -> None:
    """What this transaction has written so far stands on no page that is shared."""
    session.info.pop("outdates_pages", None)


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


class PageCache:
    """Stands before Flask: a page that everyone shares is answered without a request's usual course."""

    def __init__(self, app: Flask, find_site: Callable[[str], BoundTenant | None]):
        """`find_site` says without waiting which open site a Host header means, None where that takes a look."""
        self.pass_on = app.wsgi_app
        self.find_site = find_site
        self.redis = app.extensions["redis"]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self.find_page(environ) or self.pass_on
        return answer(environ, start_response)

    def find_page(self, environ: dict[str, Any]) -> Response | None:
        site = self.find_site(environ.get("HTTP_HOST", "")) if is_shared(environ) else None
        if site is None:
            return None
        place = page_key(site, environ)
        try:
            generation, kept = self.redis.mget(generation_key(site.id), place)
        except RedisError:
            return None
        environ[PLACE] = place, generation or b"0"
        return unpack(kept, environ) if kept and kept.startswith(environ[PLACE][1] + b"\n") else None


def is_shared(environ: dict[str, Any]) -> bool:
    """Whether the answer can't depend on who asks, nor fill Redis: it holds jobs as well."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in environ
        and "HTTP_HX_REQUEST" not in environ
        and VISITORS_COOKIES.fullmatch(environ.get("HTTP_COOKIE", "")) is not None
        and SHARED_QUERY.fullmatch(environ.get("QUERY_STRING", "")) is not None
    )


def page_key(site: BoundTenant, environ: dict[str, Any]) -> str:
    """Where a page is kept: apart for each address, theme and release."""
    read = (environ.get(name, "") for name in ("PATH_INFO", "QUERY_STRING", "HTTP_COOKIE"))
    # A process that has not heard of a change of the site yet keeps what it makes where nobody looks any more.
    asked = "\n".join((site.host, site.revision, *read, manifest()["app.css"]))
    return f"t:{site.id}:page:{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def keep_page(response: Response) -> Response:
    """The last touch on an answer: keep it for the next visitor where it is one that all share."""
    if PLACE not in request.environ or not _may_be_kept(response):
        return response
    place, generation = request.environ[PLACE]
    # Whatever lies between the two may have changed the host: a page goes to its own tenant's place or nowhere.
    if not place.startswith(f"t:{current.tenant_id}:"):
        return response
    response.add_etag()
    try:
        cache.redis().set(place, pack(generation, response), ex=PAGE_SECONDS)
    except RedisError:
        current_app.logger.warning("a page could not be kept for the next visitor")
    return response.make_conditional(request)  # pyright: ignore


def _may_be_kept(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_cached_page", False) and response.status_code == 200 and not session


def pack(generation: bytes, response: Response) -> bytes:
    headers = [(name, value) for name, value in response.headers if name not in MADE_ANEW]
    return b"\n".join((generation, json.dumps(headers).encode(), response.get_data()))


def unpack(kept: bytes, environ: dict[str, Any]) -> Response:
    _, headers, body = kept.split(b"\n", 2)
    response = Response(body, headers=[*json.loads(headers), ("X-Request-Id", secrets.token_hex(8))])
    if "HTTP_IF_NONE_MATCH" in environ:
        response.make_conditional(environ)
    return response


def init_app(app: Flask) -> None:
    """To be called before other modules ask for a touch on answers: the first one to ask has the last."""
    app.after_request(keep_page)
