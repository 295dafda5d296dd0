"""Posts that belong together, in an order."""

from __future__ import annotations

from typing import Self

from sqlalchemy import Identity, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db

from .redirect import Redirect
from .slugs import free, slug_of_name


class Series(Timestamps, SchemaOwned):
    """A name that posts share; its first spelling is its title."""

    __tablename__ = "series"
    PLACE = "/blog/series/"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        return f"{self.PLACE}{self.slug}"

    @classmethod
    def called(cls, title: str) -> Self:
        """The series that has or had this title, made where there is none."""
        known = cls.known_as(title) or cls._formerly(title)
        if known and known._is_held():
            return known
        series = cls(slug=free(cls, slug_of_name(title) or "series"), title=title)
        db.session.add(series)
        db.session.flush()
        return series

    def _is_held(self) -> bool:
        """Whether it is still there, and stays until this transaction ends."""
        mine = select(Series.id).where(Series.id == self.id).with_for_update(read=True, key_share=True)
        return db.session.scalar(mine) is not None

    @classmethod
    def known_as(cls, title: str) -> Self | None:
        """The series of this title, however it is spelled."""
        folded = slug_of_name(title)
        return next((known for known in db.session.scalars(select(cls)) if slug_of_name(known.title) == folded), None)

    @classmethod
    def _formerly(cls, title: str) -> Self | None:
        """The series that has another title by now; it had the address that this one makes."""
        slug = slug_of_name(title)
        return Redirect.followed(cls, [slug]).get(slug)
