"""What a site tells the world."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import BigInteger, DateTime, Row, Select, bindparam, false, literal, select, tuple_, union_all
from sqlalchemy.orm import Mapped, defer, selectinload

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db

from ..signals import post_deleted, post_published, post_unpublished, post_updated
from .author import Author
from .entry import STATUSES, Entry
from .illustrations import small

__all__ = ["STATUSES", "Post"]

WORDS_A_MINUTE = 220


class Post(Entry):
    """What a site tells the world, by its authors."""

    __mapper_args__ = {"polymorphic_identity": "post"}
    desk, editor = "blog.studio", "blog.studio.posts"

    if TYPE_CHECKING:  # in said.py
        comments_count: Mapped[int]
        mentions_count: Mapped[int]

    @classmethod
    def public(cls) -> Select[Self]:
        """What everyone may read, newest first."""
        return select(cls).where(cls.status == "published").order_by(cls.published_at.desc(), cls.id.desc())

    @classmethod
    def published(cls) -> Select[Self]:
        """Public posts, whole."""
        return cls.public().options(selectinload(cls.tags), selectinload(cls.authors))

    @classmethod
    def teasers(cls) -> Select[Self]:
        """Public posts as lists show them: without their texts."""
        return cls.public().options(*without_text())

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """Posts as the studio lists them, last touched first: everyone's for editors, one's own for authors."""
        listed = select(cls).order_by(cls.updated_at.desc(), cls.id.desc()).options(*without_text())
        return listed if user.can("posts.manage") else listed.where(cls.is_by(user))

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """What a person may read: public posts and those they may change."""
        if user.can("posts.manage"):
            return select(cls).options(*without_text())
        is_own = cls.is_by(user) if user.can("posts.write") else false()
        return select(cls).where((cls.status == "published") | is_own).options(*without_text())

    @property
    def path(self) -> str:
        return f"/blog/{self.slug}"

    @property
    def minutes(self) -> int:
        """How long reading takes."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @property
    def thumbnail(self) -> str:
        """The address of its first picture, small; nothing where it has none."""
        return small(self.picture)

    def neighbors(self) -> tuple[Row[Any] | None, Row[Any] | None]:
        """Slug and title of the public posts right before and after this one."""
        place = {"published_at": self.published_at, "id": self.id}
        found = {row.side: row for row in db.session.execute(BOTH_SIDES, place)}
        return found.get("before"), found.get("after")

    def begin(self) -> None:
        Author.of(current.user)
        self.sign(())

    def announce(self) -> None:
        post_published.send(post_id=self.id)

    def rewrite(self, version: int | None = None, **text: Any) -> None:
        super().rewrite(version, **text)
        if self.is_published:
            post_updated.send(post_id=self.id)

    def unpublish(self) -> None:
        was_published = self.is_published
        super().unpublish()
        if was_published:
            post_unpublished.send(post_id=self.id)

    def delete(self) -> None:
        """It is gone, with its revisions."""
        audit("post.deleted", subject=self)
        if self.is_published:
            post_deleted.send(post_id=self.id)
        db.session.delete(self)

    def editable_by(self, user: Any) -> bool:
        """Editors may change everyone's posts, authors their own, and who speaks for something its updates."""
        is_own = user.can("posts.write") and self.is_written_by(user)
        return user.can("posts.manage") or is_own or self.is_spoken_for_by(user)


def without_text() -> tuple[Any, ...]:
    """Options for lists; made when asked, as making them at import would settle all models before others are known."""
    texts = defer(Post.body_markdown), defer(Post.body_html)
    return *texts, selectinload(Post.tags), selectinload(Post.authors), selectinload(Post.series)


def _one_side(side: str, is_beyond: Callable[[Any, Any], Any], *order: Any) -> Any:
    place = tuple_(Post.published_at, Post.id)
    here = tuple_(bindparam("published_at", type_=DateTime(timezone=True)), bindparam("id", type_=BigInteger))
    titles = select(literal(side).label("side"), Post.slug, Post.title).where(Post.status == "published")
    return titles.where(is_beyond(place, here)).order_by(*order).limit(1).subquery().select()


BOTH_SIDES = union_all(
    _one_side("before", operator.lt, Post.published_at.desc(), Post.id.desc()),
    _one_side("after", operator.gt, Post.published_at, Post.id),
)
