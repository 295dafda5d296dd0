"""An address under which somebody without an account reads a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ForeignKey, Identity, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow

LONGEST_DAYS = 90


class DraftLink(Timestamps, SchemaOwned):
    """A signed link that ends by itself, and sooner where its row is deleted."""

    __tablename__ = "draft_links"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int]
    author_name: Mapped[str]
    expires_at: Mapped[datetime]

    @classmethod
    def to(cls, post: Any, *, expires_in_days: int) -> Self:
        """A new link, by the person acting."""
        link = cls(
            post_id=post.id,
            author_id=current.user.id,
            author_name=current.user.name,
            expires_at=utcnow() + timedelta(days=expires_in_days),
        )
        db.session.add(link)
        db.session.flush()
        return link

    @classmethod
    def open_to(cls, post: Any) -> Select[Self]:
        """The links that still show this post, the newest first."""
        return select(cls).where(cls.post_id == post.id, cls.expires_at > utcnow()).order_by(cls.id.desc())

    @classmethod
    def read(cls, token: str) -> Self | None:
        """The link with this token; None where it is forged, has ended or was taken back."""
        try:
            link = db.session.get(cls, _signer().loads(token))
        except BadSignature:
            return None
        return link if link and link.expires_at > utcnow() else None

    @property
    def url(self) -> str:
        return f"{current.tenant.origin}/blog/drafts/{_signer().dumps(self.id)}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"draft-{current.tenant.id}")
