"""What came from elsewhere, so that a second import finds it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, defer, mapped_column, relationship, selectinload

from educrowd.core.db import SchemaOwned, db, utcnow

from .entry import Entry
from .media import Media

KINDS = ("post", "page", "comment", "picture")


class ImportedItem(SchemaOwned):
    """One thing of another blog: what it is called there, what it said when it came, and what it became here.

    `version` is the entry's own when the import wrote it last: a later one was written by people here.
    `address` is where it stood.
    """

    __tablename__ = "imported_items"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("(kind = 'picture') = (media_id IS NOT NULL)", name="media_id"),
        CheckConstraint("(kind = 'picture') = (post_id IS NULL)", name="post_id"),
        CheckConstraint("(kind = 'comment') = (comment_id IS NOT NULL)", name="comment_id"),
        Index("ix_imported_items_post_id", "post_id"),
        Index("ix_imported_items_media_id", "media_id"),
    )

    source: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    # No foreign key: what moderators threw away must not come back with the next import.
    comment_id: Mapped[int | None]
    media_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    address: Mapped[str] = mapped_column(default="", server_default="")
    imported_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())

    post: Mapped[Entry | None] = relationship(Entry)
    media: Mapped[Media | None] = relationship(Media)

    @classmethod
    def of(cls, source: str) -> dict[tuple[str, str], ImportedItem]:
        """All that came from one source, by kind and id."""
        whole = cls._with_entry(), selectinload(cls.media)
        found = db.session.scalars(select(cls).where(cls.source == source).options(*whole))
        return {(item.kind, item.source_id): item for item in found}

    @classmethod
    def moved(cls, *, with_text: bool = False) -> Select[Self]:
        """Every imported post and page that stood somewhere, by that address."""
        moved = select(cls).where(cls.post_id.is_not(None), cls.address != "")
        whole = cls._with_text() if with_text else cls._with_entry()
        return moved.options(whole).order_by(cls.address, cls.source, cls.source_id)

    @classmethod
    def entries(cls) -> Select[Self]:
        """Every imported post and page."""
        return select(cls).where(cls.kind.in_(("post", "page"))).options(cls._with_text()).order_by(cls.post_id)

    @classmethod
    def _with_text(cls) -> Any:
        return selectinload(cls.post).options(defer(Entry.body_html))

    @classmethod
    def _with_entry(cls) -> Any:
        return selectinload(cls.post).options(defer(Entry.body_markdown), defer(Entry.body_html))
