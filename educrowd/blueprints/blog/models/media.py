"""Pictures in posts."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from sqlalchemy import CheckConstraint, Identity, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core import files
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, db, utcnow
from educrowd.core.errors import Invalid

from ..limits import TITLE

# What Markdown links to; readers' browsers choose from srcset.
LINKED_WIDTH = 1200
SIZES = "(min-width: 46rem) 42rem, 100vw"


class Media(SchemaOwned):
    """A picture that says what it shows, or that it only decorates."""

    __tablename__ = "media"
    __table_args__ = (CheckConstraint("decorative OR alt <> ''", name="alt"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    alt: Mapped[str] = mapped_column(default="", server_default="")
    decorative: Mapped[bool] = mapped_column(default=False, server_default="false")
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSONB)
    size_bytes: Mapped[int]
    author_id: Mapped[int]
    author_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    @classmethod
    def upload(cls, picture: BinaryIO, *, name: str, alt: str, decorative: bool) -> Media:
        """Keep a picture; Invalid where it is none, or where nobody said what it shows."""
        alt = " ".join(alt.split())
        if not alt and not decorative:
            raise Invalid("alt", "Say what the picture shows, or mark it as decorative.")
        stored = files.store_image(picture)
        media = cls(
            public_id=stored.public_id,
            name=name[:TITLE],
            alt="" if decorative else alt,
            decorative=decorative,
            width=stored.width,
            height=stored.height,
            widths=list(stored.widths),
            size_bytes=stored.size_bytes,
            author_id=current.user.id,
            author_name=current.user.name,
        )
        db.session.add(media)
        return media

    @property
    def url(self) -> str:
        return files.image_url(self.public_id, min(LINKED_WIDTH, self.width))

    @property
    def srcset(self) -> str:
        return files.srcset(self.public_id, self.widths)

    @property
    def markdown(self) -> str:
        """What an author would type to show it."""
        alt = "".join(f"\\{letter}" if letter in "\\[]" else letter for letter in self.alt)
        return f"![{alt}]({self.url})"
