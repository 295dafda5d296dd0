"""Addresses in webmentions: of other sites' pages, and of posts here."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin

from flask import Request, current_app
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from educrowd.blueprints.tenant.models import Domain
from educrowd.blueprints.tenant.resolving import normalize
from educrowd.core import content_hosts
from educrowd.core.addresses import parts_of
from educrowd.core.audiences import EVERYONE
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Post
from ..redirects.leading import target_for

LONGEST = 2_000
MOST_STEPS = 3
POST = re.compile(r"/blog/([^/]+)/?")
ODD = re.compile(r"[\x00-\x20\x7f<>\"\\]")


def is_address(url: str) -> bool:
    """Whether it is one of a web page, as far as its words tell."""
    parts = parts_of(url)
    is_clean = not ODD.search(url) and not ODD.search(unquote(parts.path).replace(" ", ""))
    return parts.scheme.lower() in ("http", "https") and bool(host_of(url)) and is_clean and len(url) <= LONGEST


def host_of(url: str) -> str:
    """Its host as hosts are compared; empty where it has none."""
    return normalize(parts_of(url).hostname or "")


def same(url: str) -> str:
    """An address as addresses are compared: nothing but the case of its host differs."""
    parts = parts_of(url)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def own_hosts() -> set[str]:
    """Those under which this site answers."""
    domains = db.session.scalars(Domain.mine().where(Domain.verified_at.is_not(None))).all()
    own = {f"{current.tenant.slug}.{current_app.config['BASE_DOMAIN']}", host_of(content_hosts.origin())}
    return {current.tenant.host, host_of(current.tenant.origin), *own, *(domain.host for domain in domains)}


def post_at(url: str) -> Post | None:
    """The published post for everyone that an address of this site leads to, by redirects as well."""
    hosts, base = own_hosts(), f"{current.tenant.origin}/"
    for _ in range(MOST_STEPS):
        parts = parts_of(url)
        if host_of(url) not in hosts:
            return None
        path = unquote(parts.path)
        if post := _post_under(path):
            return post
        leads_to = target_for(Request(EnvironBuilder(path or "/", query_string=parts.query).get_environ()))
        if leads_to is None:
            return None
        url = urljoin(base, leads_to)
    return None


def _post_under(path: str) -> Post | None:
    match = POST.fullmatch(path)
    if match is None:
        return None
    post = db.session.scalar(select(Post).where(Post.slug == match[1], Post.status == "published"))
    post = post or Post.moved_from(match[1])
    return post if post and post.audience == EVERYONE else None
