"""A tool elsewhere that lessons start by LTI 1.3."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db

from .uid import Identified


class LtiTool(Identified, TenantOwned, Timestamps, Model):
    """`uid` is its client id; it proves who it is by a key of its own, which it keeps at an address or gave us."""

    __tablename__ = "lti_tools"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        CheckConstraint("title <> ''", name="title"),
    )

    title: Mapped[str]
    login_url: Mapped[str]
    launch_url: Mapped[str]
    redirect_urls: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    jwks_url: Mapped[str] = mapped_column(default="", server_default="")
    public_key: Mapped[str] = mapped_column(default="", server_default="")
    shares_name: Mapped[bool] = mapped_column(default=False, server_default="false")
    shares_email: Mapped[bool] = mapped_column(default=False, server_default="false")
    shares_members: Mapped[bool] = mapped_column(default=False, server_default="false")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @classmethod
    def all_of_them(cls) -> Select[Self]:
        return select(cls).order_by(cls.title, cls.id)

    @classmethod
    def called(cls, uid: str) -> Self | None:
        return db.session.scalar(select(cls).where(cls.uid == uid)) if uid else None

    @classmethod
    def add(cls, *, by: Any, **facts: Any) -> Self:
        tool = cls(added_by_id=by.id, **facts)
        db.session.add(tool)
        db.session.flush()
        audit("lti.tool_added", subject=tool)
        return tool

    def change(self, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
        audit("lti.tool_changed", subject=self)

    def remove(self) -> None:
        """Lessons that start it say that it is gone; it gets no token any more."""
        audit("lti.tool_removed", subject=self)
        db.session.delete(self)

    def may_be_told(self, url: str) -> bool:
        """Whether a launch may go to this address: only to those that were written down, to the letter."""
        return url in (self.launch_url, *self.redirect_urls)
