"""The blog for programs."""

from . import authors, checks, comments, draft_links, posts, redirects, revisions, tags  # noqa: F401
from .blueprint import blog

__all__ = ["blog"]
