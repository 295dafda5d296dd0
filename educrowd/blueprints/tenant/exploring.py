"""The platform's page of sites that want to be found: who is on it, and the newest of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any

from flask import current_app
from redis import RedisError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from educrowd.core import cache, registry, tenancy
from educrowd.core.page_cache import PAGE_SECONDS, generation_key
from educrowd.core.registry import Newest

from .models import Tenant

Kept = tuple[bytes, bytes | None]


def listed(words: str = "") -> Select[Any]:
    """Open sites that asked to be listed and have the words in their name; the newest first.

    Asked where nobody is bound: there, and only there, the policy of `tenants` shows more than one site.
    """
    asked = select(Tenant).where(Tenant.is_listed, Tenant.status == "active")
    if words:
        asked = asked.where(func.strpos(_compared(Tenant.name), _compared(words)) > 0)
    return asked.options(selectinload(Tenant.domains)).order_by(Tenant.created_at.desc(), Tenant.id.desc())


def _compared(text: Any) -> Any:
    return func.lower(func.ext.unaccent(text))


def newest_of(sites: Iterable[Tenant]) -> dict[int, list[Newest]]:
    """What each of these sites has that is newest and public, by its id: remembered until that site changes."""
    ids = [site.id for site in sites]
    return {tenant_id: _remembered(tenant_id, *kept) for tenant_id, kept in zip(ids, _kept(ids), strict=True)}


def _remembered(tenant_id: int, generation: bytes, kept: bytes | None) -> list[Newest]:
    if kept and kept.startswith(generation + b"\n"):
        return [Newest(*said) for said in json.loads(kept.partition(b"\n")[2])]
    found = _ask(tenant_id)
    _keep(tenant_id, generation, found)
    return found


def _ask(tenant_id: int) -> list[Newest]:
    """In the site's own name, behind its own wall."""
    with tenancy.bind(tenant_id):
        return registry.newest.collect()


def _place(tenant_id: int) -> str:
    return f"t:{tenant_id}:newest"


def _kept(ids: list[int]) -> Iterator[Kept]:
    """The generation of each site, and what is remembered of it with the generation it was seen in."""
    names = [name for tenant_id in ids for name in (generation_key(tenant_id), _place(tenant_id))]
    try:
        said: Any = cache.redis().mget(names) if names else []
    except RedisError:
        said = [None] * len(names)
    return ((generation or b"0", kept) for generation, kept in zip(said[::2], said[1::2], strict=True))


def _keep(tenant_id: int, generation: bytes, found: list[Newest]) -> None:
    said = json.dumps([astuple(one) for one in found]).encode()
    try:
        cache.redis().set(_place(tenant_id), generation + b"\n" + said, ex=PAGE_SECONDS)
    except RedisError:
        current_app.logger.warning("the newest of tenant %s could not be kept", tenant_id)
