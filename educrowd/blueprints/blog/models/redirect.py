"""Addresses that posts used to have."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, utcnow


class SlugRedirect(SchemaOwned):
    """A former slug of a post; who asks for it is sent to the present one."""

    __tablename__ = "slug_redirects"

    slug: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
