"""Whose a post is: one person's who keeps it, and those who write it with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from educrowd.core.db import db

from .author import Author, byline, post_authors


class Written:
    """`author_id` keeps the post; all its authors may change it and stand above it."""

    author_id: Mapped[int] = mapped_column(index=True)
    author_name: Mapped[str]

    if TYPE_CHECKING:
        id: Mapped[int]

    @declared_attr
    def authors(cls) -> Mapped[list[Author]]:
        return relationship(Author, secondary=post_authors, order_by=post_authors.c.place, viewonly=True)

    @property
    def byline(self) -> str:
        """Its authors in words."""
        return byline(author.name for author in self.authors) or self.author_name

    @classmethod
    def is_by(cls, user: Any) -> ColumnElement[bool]:
        """Whether this person keeps it or writes it with somebody."""
        theirs = select(post_authors.c.post_id).join(Author, Author.id == post_authors.c.author_id)
        return or_(cls.author_id == user.id, cls.id.in_(theirs.where(Author.user_id == user.id)))

    def is_written_by(self, user: Any) -> bool:
        return user.is_authenticated and user.id in {self.author_id, *(author.user_id for author in self.authors)}

    @property
    def guests(self) -> list[Author]:
        """Those of its authors who have no account here."""
        return [author for author in self.authors if author.user_id is None]

    def sign(self, people: Iterable[Any] | None = None, guest_names: Iterable[str] | None = None) -> None:
        """Say who writes it besides whoever keeps it, in this order; who isn't said stays.

        Whoever has no account stands first, instead of the keeper.
        """
        kept = [author for author in self.authors if author.user_id not in (None, self.author_id)]
        others = kept if people is None else [Author.of(each) for each in people if each.id != self.author_id]
        before = self.guests
        guests = before if guest_names is None else [Author.guest(name) for name in dict.fromkeys(guest_names)]
        self.sign_for([*(guests or [Author.with_account(self.author_id, self.author_name)]), *others])
        Author.forget_guests(author.id for author in before if author not in guests)

    def sign_for(self, authors: Iterable[Author]) -> None:
        """Say who wrote it, in this order."""
        rows = [{"post_id": self.id, "author_id": each.id, "place": at} for at, each in enumerate(authors)]
        db.session.execute(delete(post_authors).where(post_authors.c.post_id == self.id))
        db.session.execute(insert(post_authors).values(rows))
        db.session.expire(self, ["authors"])
