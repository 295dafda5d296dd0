"""The blog for programs."""

from . import (  # noqa: F401
    authors,
    checks,
    comments,
    draft_links,
    menus,
    pages,
    posts,
    redirects,
    revisions,
    tags,
)
from .blueprint import blog

__all__ = ["blog"]
