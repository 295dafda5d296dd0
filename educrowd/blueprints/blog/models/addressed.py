"""What a post is about, and whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core import entitlements, unsubscribing
from educrowd.core.current import current

AUDIENCES = ("everyone", "entitled")


class Addressed:
    """A post may be about something that people are entitled to, and then be for them alone."""

    about_kind: Mapped[str | None]
    about_id: Mapped[int | None]
    audience: Mapped[str] = mapped_column(default="everyone", server_default="everyone")

    if TYPE_CHECKING:
        id: Mapped[int]

        def editable_by(self, user: Any) -> bool: ...

    @property
    def is_gated(self) -> bool:
        return self.audience == "entitled"

    @property
    def topic(self) -> str:
        """What somebody leaves who wants no more letters like this."""
        return f"{self.about_kind}:{self.about_id}"

    @property
    def subject(self) -> Any:
        """What it is about, None where that is gone."""
        kind = entitlements.KINDS.get(self.about_kind or "")
        return kind.find(self.about_id) if kind and self.about_id else None

    @property
    def subject_page(self) -> str:
        return entitlements.KINDS[str(self.about_kind)].page(self.subject)

    def readers(self) -> Select[int]:
        """The ids of those who get it by mail."""
        held = entitlements.holders(kind=str(self.about_kind), subject_id=self.about_id or 0).subquery()
        return select(held.c.user_id).where(held.c.user_id.not_in(unsubscribing.gone(self.topic)))

    def opens_to(self, user: Any, key: str = "") -> bool:
        """Whether this person, or who holds a letter's link, may read all of it."""
        if not self.is_gated or self.editable_by(user):
            return True
        kind = entitlements.KINDS.get(str(self.about_kind))
        if kind and user.is_authenticated and kind.run_by(self.subject, user):
            return True
        reader_id = self._reader_of(key) if key else user.id
        subject_id = self.about_id or 0
        return bool(reader_id) and entitlements.holds(reader_id, kind=str(self.about_kind), subject_id=subject_id)

    def key_for(self, user_id: int) -> str:
        """What a letter's link carries, so that a reader without an account can read on."""
        return str(_signer().dumps([self.id, user_id]))

    def _reader_of(self, key: str) -> int | None:
        try:
            post_id, user_id = _signer().loads(key)
        except BadSignature:
            return None
        return user_id if post_id == self.id else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"letter-{current.tenant.id}")
