"""Updates about something that another module runs: posts like any other."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import select

from educrowd.core.db import bound_tenant_id, db
from educrowd.core.updates import Update

from .models import Letter, Post
from .models.post import WITHOUT_TEXT

MOST = 100


class BlogDesk:
    """The blog keeps what is told about projects; see educrowd.core.updates.Desk."""

    def about(self, kind: str, subject_id: int, *, with_drafts: bool = False) -> list[Update]:
        """The subject's updates, newest first; with their letters where drafts are shown."""
        told = select(Post).where(Post.about_kind == kind, Post.about_id == subject_id).options(*WITHOUT_TEXT)
        if not with_drafts:
            told = told.where(Post.status == "published")
        newest = Post.published_at.desc().nulls_first(), Post.id.desc()
        posts = db.session.scalars(told.order_by(*newest).limit(MOST)).all()
        letters = Letter.counts([post.id for post in posts]) if with_drafts else {}
        return [_update(post, letters.get(post.id, {})) for post in posts]

    def write(
        self, kind: str, subject_id: int, *, title: str, body_markdown: str, audience: str, is_published: bool
    ) -> Update:
        """A new one, by the person acting."""
        post = Post.draft(title, about=(kind, subject_id), body_markdown=body_markdown, audience=audience)
        if is_published:
            post.publish()
        db.session.flush()
        return _update(post, {})

    def writing_url(self, kind: str, subject_id: int) -> str:
        """The page on which one begins."""
        return f"/studio/posts/new?{urlencode({'about': f'{kind}:{subject_id}'})}"


# Paths, not url_for: workers write updates as well, and have no request to build an address from.
def _update(post: Post, letters: dict[str, int]) -> Update:
    same = ("id", "title", "summary", "audience", "status", "author_name", "published_at", "created_at", "updated_at")
    return Update(
        tenant_id=bound_tenant_id(),
        url=f"/blog/{post.slug}",
        studio_url=f"/studio/posts/{post.id}/edit",
        letters=letters,
        **{name: getattr(post, name) for name in same},
    )
