"""What somebody wanted of the plan: written down before the provider is asked, its reference is the call's key."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db

from .plan import INTERVALS, Plan

KINDS = ("checkout", "change", "cancel", "resume", "card")


class PlanRequest(TenantOwned, Timestamps, Model):
    """A visit to the provider's page (checkout, card), or one call (change, cancel, resume)."""

    __tablename__ = "plan_requests"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"interval IN {INTERVALS}", name="interval"),
        CheckConstraint("state IN ('open', 'done', 'refused', 'expired')", name="state"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    kind: Mapped[str]
    plan_code: Mapped[str | None] = mapped_column(ForeignKey(Plan.code))
    interval: Mapped[str | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    session_id: Mapped[str | None]
    url: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    failure: Mapped[str] = mapped_column(default="", server_default="")

    @classmethod
    def write_down(cls, kind: str, user: Any, **wish: Any) -> Self:
        request = cls(kind=kind, user_id=user.id, **wish)
        db.session.add(request)
        db.session.flush()
        return request

    @classmethod
    def open_pages(cls) -> list[Self]:
        """Pages that somebody could still pay on."""
        waiting = select(cls).where(cls.kind == "checkout", cls.state == "open").order_by(cls.id)
        return list(db.session.scalars(waiting))

    @property
    def is_visit(self) -> bool:
        """Whether it is done on the provider's page, not by one call."""
        return self.kind in ("checkout", "card")

    @property
    def key(self) -> str:
        return f"plan:{self.reference}:{self.kind}"

    def end(self, state: str, failure: str = "") -> None:
        self.state, self.failure = state, failure
        db.session.flush()
