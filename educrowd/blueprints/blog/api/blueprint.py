"""The blog's part of the API, and what its files share."""

from __future__ import annotations

from educrowd.core.api import ApiBlueprint
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import Post

blog = ApiBlueprint("blog_api", __name__, url_prefix="/api/v1/blog", description="What a site tells the world")


def editable(id: int) -> Post:
    """The post, if the person acting may change it."""
    post = find(Post, id=id)
    authorize(post.editable_by(current.user))
    return post
