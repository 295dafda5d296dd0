"""What somebody wanted of the plan: written down before the provider is asked, its reference is the call's key."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db

from .plan import INTERVALS, Plan

KINDS = ("checkout", "change", "cancel", "resume", "card")
STATES = ("open", "action_required", "done", "refused", "expired")


class PlanRequest(TenantOwned, Timestamps, Model):
    """A visit to the provider's page (checkout, card), or one call (change, cancel, resume).

    A change that the bank wants confirmed waits as `action_required` for its invoice to be paid at `url`.
    """

    __tablename__ = "plan_requests"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"interval IN {INTERVALS}", name="interval"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("state <> 'action_required' OR gateway_invoice_id IS NOT NULL", name="confirmable"),
        Index("uq_plan_requests_waiting", "tenant_id", unique=True, postgresql_where=text("state = 'action_required'")),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    kind: Mapped[str]
    plan_code: Mapped[str | None] = mapped_column(ForeignKey(Plan.code))
    interval: Mapped[str | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    session_id: Mapped[str | None]
    url: Mapped[str | None]
    gateway_invoice_id: Mapped[str | None]
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

    @classmethod
    def to_confirm(cls) -> Self | None:
        """The change that waits for its owner's word with the bank; there is at most one."""
        waiting = select(cls).where(cls.state == "action_required").order_by(cls.id.desc())
        return db.session.scalars(waiting.execution_options(populate_existing=True)).first()

    def wait_for(self, invoice: str, url: str) -> None:
        """Until the owner has paid this invoice, or nobody has."""
        self.gateway_invoice_id, self.url, self.state = invoice, url, "action_required"
        db.session.flush()

    @property
    def awaits_news(self) -> bool:
        """Whether the provider may know more of it by now."""
        return self.state == "action_required" or (self.is_visit and self.state == "open")

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
