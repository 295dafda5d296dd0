"""What a site tells the world."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Index,
    Row,
    Select,
    bindparam,
    false,
    literal,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.orm import defer, selectinload

from educrowd.core.audiences import EVERYONE
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, db

from .author import Author
from .commentable import POLICIES
from .illustrations import small
from .placed import Placed
from .publishable import Publishable
from .slugs import check_slug, free_slug

STATUSES = ("draft", "scheduled", "published")
WORDS_A_MINUTE = 220


class Post(Placed, Publishable, Timestamps, SchemaOwned):
    """A text with an address: a draft first, then scheduled or published."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'scheduled', 'published')", name="status"),
        CheckConstraint("status = 'draft' OR published_at IS NOT NULL", name="published_at"),
        CheckConstraint(
            "unpublish_at IS NULL OR (status <> 'draft' AND unpublish_at > published_at)", name="unpublish_at"
        ),
        CheckConstraint(f"comment_policy IN {POLICIES}", name="comment_policy"),
        Index("ix_posts_unpublish_at", "unpublish_at", postgresql_where=text("unpublish_at IS NOT NULL")),
        CheckConstraint("(about_kind IS NULL) = (about_id IS NULL)", name="about"),
        CheckConstraint(
            "audience = 'everyone' AND audience_kind IS NULL AND audience_id IS NULL"
            " OR audience = 'entitled' AND (audience_kind IS NOT NULL OR about_id IS NOT NULL)",
            name="audience",
        ),
        Index(None, "about_kind", "about_id"),
        Index(None, "series_id", "series_part", "id"),
        CheckConstraint("(series_id IS NULL) = (series_part IS NULL)", name="series_part"),
        Index("ix_posts_sought", "sought", postgresql_using="gin"),
        Index("ix_posts_named", "named", postgresql_using="gin", postgresql_ops={"named": "ext.gin_trgm_ops"}),
    )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def draft(cls, title: str, *, slug: str = "", about: tuple[str, int] | None = None, **text: Any) -> Self:
        """A new draft by the person acting; `about` is what it tells of, as ("project", 7)."""
        title = " ".join(title.split()) or "Untitled"
        post = cls(
            title=title,
            slug=check_slug(cls, slug) if slug else free_slug(cls, title),
            author_id=current.user.id,
            author_name=current.user.name,
            version=0,
            about_kind=about[0] if about else None,
            about_id=about[1] if about else None,
            audience=EVERYONE,
        )
        db.session.add(post)
        db.session.flush()
        Author.of(current.user)
        post.sign(())
        post.write(**text)
        return post

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

    def visible_to(self, user: Any) -> bool:
        """Published posts are for everyone, others for those who may change them."""
        return self.is_published or self.editable_by(user)

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

Index("ix_posts_status_published_at_id", Post.status, Post.published_at.desc(), Post.id.desc())
