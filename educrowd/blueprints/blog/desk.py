"""Updates about something that another module runs: posts like any other."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from sqlalchemy import select, tuple_

from educrowd.core.audiences import EVERYONE, OPEN, Audience
from educrowd.core.db import bound_tenant_id, db
from educrowd.core.updates import Update

from .models import Letter, Post
from .models.post import without_text

MOST = 100


class BlogDesk:
    """The blog keeps what is told about projects; see educrowd.core.updates.Desk."""

    def about(self, kind: str, subject_id: int, *, with_drafts: bool = False) -> list[Update]:
        """The subject's updates, newest first; with their letters where drafts are shown."""
        told = select(Post).where(Post.about_kind == kind, Post.about_id == subject_id).options(*without_text())
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

    def opened_by(self, audiences: Iterable[Audience], reader_id: int) -> list[Update]:
        """What is out for these alone, newest first, under addresses by which this reader reads it without a log-in."""
        keys = [(audience.kind, audience.subject_id) for audience in audiences]
        meant = tuple_(Post.audience_kind, Post.audience_id).in_(keys)
        found = (
            select(Post).where(Post.status == "published", Post.audience != EVERYONE, meant).options(*without_text())
        )
        posts = db.session.scalars(found.order_by(Post.published_at.desc(), Post.id.desc()).limit(MOST)).all()
        return [_update(post, {}, key=post.key_for(reader_id)) for post in posts]

    def writing_url(self, kind: str, subject_id: int) -> str:
        """The page on which one begins."""
        return f"/studio/posts/new?{urlencode({'about': f'{kind}:{subject_id}'})}"


# Paths, not url_for: workers write updates as well, and have no request to build an address from.
def _update(post: Post, letters: dict[str, int], *, key: str = "") -> Update:
    same = ("id", "title", "summary", "audience", "status", "author_name", "published_at", "created_at", "updated_at")
    return Update(
        tenant_id=bound_tenant_id(),
        url=f"/blog/{post.slug}" + (f"?key={key}" if key else ""),
        readers=post.readership.title if post.readership else OPEN,
        studio_url=f"/studio/posts/{post.id}/edit",
        letters=letters,
        **{name: getattr(post, name) for name in same},
    )
