"""Text that somebody typed and nobody saved yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, utcnow


class Autosave(SchemaOwned):
    """What one open editor holds beyond the saved text; each has its own, so none overwrites another's.

    Readers never see it. `base_version` is the version that its author had before their eyes.
    """

    __tablename__ = "autosaves"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    editor: Mapped[str] = mapped_column(primary_key=True)
    base_version: Mapped[int]
    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(server_default="")
    body_markdown: Mapped[str]
    tags: Mapped[str] = mapped_column(server_default="")
    author_id: Mapped[int]
    author_name: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())
