"""What posts are about."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Select, Table, func, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, db

from .slugs import tag_slug

MAX_TAGS = 10

post_tags = Table(
    "post_tags",
    SchemaOwned.metadata,
    Column("post_id", BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", BigInteger, ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Tag(SchemaOwned):
    """A word that posts share; its slug is its identity, the first spelling its name."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, names: list[str]) -> list[Tag]:
        """The tags of these names in this order, made where they don't exist; twins count once."""
        wanted: dict[str, str] = {}
        for name in names:
            wanted.setdefault(tag_slug(name), name)
        wanted.pop("", None)
        known = {tag.slug: tag for tag in db.session.scalars(select(cls).where(cls.slug.in_(wanted)))}
        return [known.get(slug) or cls(slug=slug, name=name) for slug, name in wanted.items()]

    @classmethod
    def with_counts(cls) -> Select[tuple[Tag, int]]:
        """Tags of published posts and how many there are, most used first."""
        from .post import Post

        count = func.count()
        return (
            select(cls, count)
            .join(post_tags, post_tags.c.tag_id == cls.id)
            .join(Post, Post.id == post_tags.c.post_id)
            .where(Post.status == "published")
            .group_by(cls.id)
            .order_by(count.desc(), cls.slug)
        )


def split_tags(text: str) -> list[str]:
    """`"ink, Paper ,"` → `["ink", "Paper"]`."""
    return [name for part in text.split(",") if (name := " ".join(part.split())[:40])]
