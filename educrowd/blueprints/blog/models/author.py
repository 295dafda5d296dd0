"""People as readers of a blog know them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Self

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Table, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import SchemaOwned, Timestamps, db

from .media import Media
from .slugs import free_slug

post_authors = Table(
    "post_authors",
    SchemaOwned.metadata,
    Column("post_id", BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("author_id", BigInteger, ForeignKey("authors.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("place", BigInteger, nullable=False, default=0, server_default="0"),
)


class Author(Timestamps, SchemaOwned):
    """A person's page on this blog; the person is a plain id, as nothing refers to a table outside of the schema.

    Who wrote elsewhere, and has no account here, has a page without one.
    """

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    bio: Mapped[str] = mapped_column(default="", server_default="")
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"), index=True)
    portrait: Mapped[Media | None] = relationship()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, user: Any) -> Self:
        """This person's page, begun where there is none."""
        return cls.with_account(user.id, user.name)

    @classmethod
    def with_account(cls, user_id: int, name: str) -> Self:
        """The page of whoever has this account, begun under this name where there is none."""
        if known := db.session.scalar(select(cls).where(cls.user_id == user_id)):
            return known
        begun = {"user_id": user_id, "slug": free_slug(cls, name or "author"), "name": name}
        db.session.execute(insert(cls).values(begun).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.user_id == user_id)).one()

    @classmethod
    def guest(cls, name: str) -> Self:
        """The page of somebody of this name who has no account here, begun where there is none."""
        known = select(cls).where(cls.user_id.is_(None), cls.name == name).order_by(cls.id).limit(1)
        if author := db.session.scalar(known):
            return author
        author = cls(name=name, slug=free_slug(cls, name))
        db.session.add(author)
        db.session.flush()
        return author

    @classmethod
    def forget_guests(cls, ids: Iterable[int]) -> None:
        """Take away the pages of those without an account who wrote nothing else."""
        wrote = select(post_authors.c.author_id)
        db.session.execute(delete(cls).where(cls.id.in_(list(ids)), cls.user_id.is_(None), cls.id.not_in(wrote)))

    def show_portrait(self, picture: BinaryIO, *, name: str) -> None:
        """Keep this picture as theirs; Invalid where it is none."""
        self.portrait = Media.upload(picture, name=name, alt=f"Portrait of {self.name}", decorative=False)

    @property
    def face(self) -> str:
        """What the picture in place of a portrait is drawn from."""
        return str(self.user_id or self.name)


def byline(names: Iterable[str]) -> str:
    """`["Ada", "Ben", "Cy"]` → `Ada, Ben and Cy`."""
    *first, last = [str(name) for name in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
