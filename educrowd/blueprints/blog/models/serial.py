"""A post's place in a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from educrowd.core.db import db

from .series import Series

MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Which of how many parts it is, and what stands before and after it (rows with slug and title)."""

    number: int
    total: int
    previous: Any
    next: Any


class Serial:
    """A post may be a part of a series; parts are read in their order, and in that of their making where they tie."""

    series_part: Mapped[int | None]

    if TYPE_CHECKING:
        id: Mapped[int]

        @classmethod
        def public(cls) -> Any: ...

    @declared_attr
    def series_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("series.id"))

    @declared_attr
    def series(cls) -> Mapped[Series | None]:
        return relationship(Series)

    def put_into(self, title: str, part: int | None) -> None:
        """Make it a part of the series of this title, the last one unless `part` says; an empty title takes it out."""
        if not title:
            self.series = self.series_id = self.series_part = None
            return
        series = Series.called(title)
        if part is None:
            part = self.series_part if self.series_id == series.id else None
        self.series, self.series_id = series, series.id
        self.series_part = part or self._next_part(series)

    @classmethod
    def parts_of(cls, series: Series) -> Select[Self]:
        """Its public parts, the first one first."""
        parts: Any = cls.public().where(cls.series_id == series.id)
        return parts.order_by(None).order_by(cls.series_part, cls.id)

    def _next_part(self, series: Series) -> int:
        cls: Any = type(self)
        others = select(func.max(cls.series_part)).where(cls.series_id == series.id, cls.id != self.id)
        with db.session.no_autoflush:
            return (db.session.scalar(others) or 0) + 1

    @property
    def place_in_series(self) -> Place | None:
        """Its place among the public parts; None where it is none of them."""
        if self.series is None:
            return None
        cls: Any = type(self)
        named = cls.parts_of(self.series).with_only_columns(cls.id, cls.slug, cls.title).limit(MOST_PARTS)
        parts = db.session.execute(named).all()
        at = next((number for number, part in enumerate(parts) if part.id == self.id), None)
        if at is None:
            return None
        beside = (parts[at - 1] if at else None), (parts[at + 1] if at + 1 < len(parts) else None)
        return Place(at + 1, len(parts), *beside)
