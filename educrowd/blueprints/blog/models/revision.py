"""What a post said at each save."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, utcnow


class Revision(SchemaOwned):
    """The text of one version; kept as it was."""

    __tablename__ = "revisions"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(server_default="")
    body_markdown: Mapped[str]
    author_id: Mapped[int]
    author_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
