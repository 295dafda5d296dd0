"""How a site arranges its front page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import Identity, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db

PLACE = "front"
Blocks = list[dict[str, Any]]


class FrontPage(Timestamps, SchemaOwned):
    """Its blocks as they are being arranged, and as visitors see them: nothing before they were published once."""

    __tablename__ = "front_pages"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    place: Mapped[str] = mapped_column(unique=True, default=PLACE, server_default=PLACE)
    blocks: Mapped[Blocks] = mapped_column(JSONB, default=list, server_default="[]")
    published: Mapped[Blocks | None] = mapped_column(JSONB(none_as_null=True))
    published_at: Mapped[datetime | None]

    @classmethod
    def here(cls) -> Self | None:
        """The site's own, if it was ever touched."""
        return db.session.scalar(select(cls).where(cls.place == PLACE))

    @classmethod
    def locked(cls, otherwise: Blocks) -> Self:
        """The same, begun with `otherwise` where there is none; nobody else changes it until this transaction ends."""
        db.session.execute(insert(cls).values(place=PLACE, blocks=otherwise).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.place == PLACE).with_for_update()).one()

    @property
    def is_published(self) -> bool:
        return self.published is not None

    @property
    def has_changes(self) -> bool:
        return self.blocks != self.published
