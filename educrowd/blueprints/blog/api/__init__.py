"""The blog for programs."""

from . import (  # noqa: F401
    archive,
    authors,
    checks,
    comments,
    contact,
    draft_links,
    front_page,
    imports,
    media,
    mentions,
    menus,
    moved_addresses,
    newsletters,
    page_draft_links,
    page_revisions,
    pages,
    posts,
    redirects,
    revisions,
    series,
    statistics,
    subscribers,
    tags,
)
from .blueprint import blog

__all__ = ["blog"]
