"""Text that somebody typed and nobody saved yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func, text
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
    # Everything around the text, as its form says it; what that form did not ask for is not there.
    around: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    author_id: Mapped[int]
    author_name: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())

    @property
    def typed(self) -> dict[str, str]:
        """What was typed and chosen, by the names of its form."""
        text = {name: getattr(self, name) for name in ("title", "excerpt", "body_markdown", "tags")}
        return text | self.around
