"""Posts that belong together, in an order."""

from __future__ import annotations

from typing import Self

from sqlalchemy import Identity, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db

from .slugs import free_slug
from .tag import tag_slug


class Series(Timestamps, SchemaOwned):
    """A name that posts share; its first spelling is its title."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def called(cls, title: str) -> Self:
        """The series of this title, made where there is none."""
        folded = tag_slug(title)
        for known in db.session.scalars(select(cls)):
            if tag_slug(known.title) == folded:
                return known
        series = cls(slug=free_slug(cls, title), title=title)
        db.session.add(series)
        db.session.flush()
        return series
