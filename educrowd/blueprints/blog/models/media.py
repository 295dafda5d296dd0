"""Pictures in posts, on pages and on the front page."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, BinaryIO, Self

from sqlalchemy import CheckConstraint, Identity, Select, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core import files
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow
from educrowd.core.errors import Invalid

from ..limits import TITLE

# How texts name the site's own pictures.
OWN = re.compile(r"/files/([0-9a-f]+)-\d+\.webp")
# What Markdown links to; readers' browsers choose from srcset.
LINKED_WIDTH = 1200
SIZES = "(min-width: 46rem) 42rem, 100vw"


class Media(Timestamps, SchemaOwned):
    """A picture that says what it shows, or that it only decorates.

    `mailed_at`: since when it stands in letters, which load it from here for as long as somebody keeps them.
    """

    __tablename__ = "media"
    __table_args__ = (
        CheckConstraint("decorative OR alt <> ''", name="alt"),
        # Names of files are made of these, also where a row came out of a stranger's file.
        CheckConstraint("public_id ~ '^[0-9a-f]{1,64}$'", name="public_id"),
        CheckConstraint(r"CAST(widths AS text) ~ '^\[[1-9]\d{0,5}(, [1-9]\d{0,5})*\]$'", name="widths"),
    )

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
    mailed_at: Mapped[datetime | None]

    @classmethod
    def upload(cls, picture: BinaryIO, *, name: str, alt: str, decorative: bool) -> Media:
        """Keep a picture; Invalid where it is none, or where nobody said what it shows."""
        alt = _said(alt, decorative)
        stored = files.store_image(picture)
        media = cls(
            public_id=stored.public_id,
            name=name[:TITLE],
            alt=alt,
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

    @classmethod
    def listed_for(cls, user: Any) -> Select[Self]:
        """What this person may choose from, newest first: all for authors, for helpers what they brought."""
        listed = select(cls).order_by(cls.created_at.desc(), cls.id.desc())
        return listed if user.can("posts.write") else listed.where(cls.author_id == user.id)

    @classmethod
    def has_words(cls, words: str) -> Any:
        """Whether its name or what it shows has these words."""
        return or_(*(column.icontains(words, autoescape=True) for column in (cls.name, cls.alt)))

    @classmethod
    def is_deletable_by(cls, user: Any) -> Any:
        """The same as `deletable_by`, for lists."""
        return or_(cls.author_id == user.id, user.can("posts.manage"))

    @classmethod
    def note_mailed(cls, html: str) -> None:
        """A letter with these pictures has left."""
        if public_ids := set(OWN.findall(html)):
            unknown = update(cls).where(cls.public_id.in_(public_ids), cls.mailed_at.is_(None))
            db.session.execute(unknown.values(mailed_at=utcnow(), updated_at=cls.updated_at))

    def deletable_by(self, user: Any) -> bool:
        """Editors may delete everyone's pictures, others their own."""
        return self.author_id == user.id or user.can("posts.manage")

    def describe(self, *, alt: str, decorative: bool) -> None:
        """Say what it shows; texts that show it already keep the words that they have."""
        self.alt, self.decorative = _said(alt, decorative), decorative

    @property
    def url(self) -> str:
        return files.image_url(self.public_id, min(LINKED_WIDTH, self.width))

    @property
    def srcset(self) -> str:
        return files.srcset(self.public_id, self.widths)

    @property
    def thumbnail(self) -> str:
        return files.image_url(self.public_id, self.widths[0])

    @property
    def markdown(self) -> str:
        """What an author would type to show it."""
        alt = "".join(f"\\{letter}" if letter in "\\[]" else letter for letter in self.alt)
        return f"![{alt}]({self.url})"


def _said(alt: str, decorative: bool) -> str:
    alt = "" if decorative else " ".join(alt.split())
    if not alt and not decorative:
        raise Invalid("alt", "Say what the picture shows, or mark it as decorative.")
    return alt
