"""What a post is about, and whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core import entitlements, unsubscribing
from educrowd.core.audiences import EVERYONE, Audience
from educrowd.core.current import current
from educrowd.core.errors import Invalid

# How updates say it: for those who back, or take, what the post is about.
ENTITLED = "entitled"


class Addressed:
    """A post may be about something, which is whom it is mailed to, and for some alone, which is who may read it."""

    about_kind: Mapped[str | None]
    about_id: Mapped[int | None]
    audience: Mapped[str] = mapped_column(default=EVERYONE, server_default=EVERYONE)
    audience_kind: Mapped[str | None]
    audience_id: Mapped[int | None]

    if TYPE_CHECKING:
        id: Mapped[int]

        def editable_by(self, user: Any) -> bool: ...

    @property
    def is_gated(self) -> bool:
        return self.audience != EVERYONE

    @property
    def readership(self) -> Audience | None:
        """Those it is for; None where that is everyone."""
        if not self.is_gated:
            return None
        if self.audience_kind:
            return Audience(self.audience_kind, self.audience_id or 0)
        return Audience(str(self.about_kind), self.about_id or 0)

    @property
    def addressed_to(self) -> str:
        """The same as it is written: "everyone", "members", "course:3"."""
        return str(self.readership or EVERYONE)

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

    def address_to(self, written: str) -> None:
        """Say whom it is for: "everyone", "entitled" for those of what it is about, or an audience as it is written."""
        if written == ENTITLED:
            if self.about_id is None:
                raise Invalid("audience", "Only an update about something can be for those it concerns.")
            written = f"{self.about_kind}:{self.about_id}"
        found = None if written == EVERYONE else Audience.read(written)
        if written != EVERYONE and (found is None or not found.is_there):
            raise Invalid("audience", "Nobody is called that.")
        self.audience = ENTITLED if found else EVERYONE
        self.audience_kind, self.audience_id = (found.kind, found.subject_id or None) if found else (None, None)

    def is_spoken_for_by(self, user: Any) -> bool:
        """Whether it is an update about something that this person speaks for."""
        kind = entitlements.KINDS.get(self.about_kind or "")
        return kind is not None and user.can("updates.write") and kind.run_by(self.subject, user)

    def readers(self) -> Select[int]:
        """The ids of those who get it by mail: whoever it concerns and may read all of it."""
        held = entitlements.holders(kind=str(self.about_kind), subject_id=self.about_id or 0).subquery()
        concerned = select(held.c.user_id).where(held.c.user_id.not_in(unsubscribing.gone(self.topic)))
        return concerned.where(held.c.user_id.in_(self.readership.people())) if self.readership else concerned

    def opens_to(self, user: Any, key: str = "") -> bool:
        """Whether this person, or who holds a letter's link, may read all of it."""
        if self.readership is None or self.editable_by(user) or self.readership.admits(user):
            return True
        return bool(key) and self.readership.has(self._reader_of(key))

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
