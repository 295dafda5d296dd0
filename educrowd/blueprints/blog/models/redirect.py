"""Addresses that something used to have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from urllib.parse import unquote

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Select, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow


class SlugRedirect(SchemaOwned):
    """A former slug of a post or page; who asks for it is sent to the present one."""

    __tablename__ = "slug_redirects"

    kind: Mapped[str] = mapped_column(primary_key=True, default="post", server_default="post")
    slug: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())


class Redirect(Timestamps, SchemaOwned):
    """An address that the site has no page for, written as `redirects.addresses` does, and where it leads."""

    __tablename__ = "redirects"
    __table_args__ = (
        CheckConstraint("path ^@ '/'", name="path"),
        CheckConstraint("target <> path AND (target ^@ '/' OR target ^@ 'https://')", name="target"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)
    target: Mapped[str]

    @classmethod
    def followed(cls, model: Any, slugs: Iterable[str]) -> dict[str, Any]:
        """What tags or series are now, by slugs that they had before they were renamed or merged."""
        place = model.PLACE
        asked = select(cls.path, cls.target).where(cls.path.in_([f"{place}{slug}" for slug in slugs]))
        led = {path.removeprefix(place): unquote(target).rstrip("/") for path, target in db.session.execute(asked)}
        if not led:
            return {}
        present = select(model).where(model.slug.in_([target.removeprefix(place) for target in led.values()]))
        held = present.order_by(model.id).with_for_update(read=True, key_share=True)
        rows = {row.path: row for row in db.session.scalars(held)}
        return {slug: rows[target] for slug, target in led.items() if target in rows}

    @classmethod
    def matching(cls, words: str = "") -> Select[Self]:
        """Those with these letters in either address, by address."""
        found = select(cls).order_by(cls.path)
        if not words:
            return found
        return found.where(
            or_(cls.path.icontains(words, autoescape=True), cls.target.icontains(words, autoescape=True))
        )
