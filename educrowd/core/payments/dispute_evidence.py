"""Evidence in a dispute: what the cardholder's bank reads before it decides, sent once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Model, TenantOwned, Timestamps, db, joined, refers
from .dispute import Dispute

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

STATES = ("waiting", "sent", "refused")


class DisputeEvidence(TenantOwned, Timestamps, Model):
    """`facts` are the provider's fields beside the words; the file's bytes are kept until the provider has them."""

    __tablename__ = "dispute_evidence"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        Index(
            "uq_dispute_evidence_standing",
            "tenant_id",
            "dispute_id",
            unique=True,
            postgresql_where=text("state <> 'refused'"),
        ),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("state <> 'sent' OR file_data IS NULL", name="file_data"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    dispute_id: Mapped[int] = refers("disputes")
    words: Mapped[str]
    facts: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    file_name: Mapped[str] = mapped_column(server_default="", default="")
    file_data: Mapped[bytes | None] = mapped_column(deferred=True)
    gateway_file_id: Mapped[str | None]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default="waiting", default="waiting")
    failure: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    dispute: Mapped[Dispute] = joined("DisputeEvidence.dispute_id", "Dispute")
    author: Mapped[User | None] = relationship("User")

    @classmethod
    def of(cls, dispute: Dispute) -> DisputeEvidence | None:
        """What was written last."""
        return db.session.scalar(select(cls).where(cls.dispute_id == dispute.id).order_by(cls.id.desc()).limit(1))

    @property
    def stands(self) -> bool:
        return self.state != "refused"

    def arrive(self) -> None:
        """The provider has it."""
        self.state, self.sent_at, self.file_data = "sent", func.clock_timestamp(), None

    def refuse(self, reason: str) -> None:
        """The provider will not take it as it is; something else may be written."""
        self.state, self.failure, self.file_data = "refused", reason, None
