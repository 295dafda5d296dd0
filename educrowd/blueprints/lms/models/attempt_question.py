"""A question of an attempt: what was asked, what was answered, and each mark it was ever given."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, db, joined, refers, utcnow

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .attempt import Attempt
    from .question import QuestionVersion

CENT = Decimal("0.01")


class QuizMark(TenantOwned, Model):
    """Which share of its points an answer got, by which version, why and by whom; the last one counts.

    The database lets nobody change or delete one.
    """

    __tablename__ = "quiz_marks"
    __constraints__ = (CheckConstraint("fraction BETWEEN -1 AND 1", name="fraction"),)

    attempt_question_id: Mapped[int] = refers("quiz_attempt_questions", ondelete="CASCADE")
    version_id: Mapped[int] = refers("quiz_question_versions", ondelete="CASCADE")
    fraction: Mapped[Decimal] = mapped_column(Numeric(6, 5))
    explanation: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    by: Mapped[User | None] = relationship("User")
    version: Mapped[QuestionVersion] = joined("QuizMark.version_id", "QuestionVersion", lazy="joined")


class AttemptQuestion(TenantOwned, Model):
    """One question as it was when the attempt began, with the answer as it is saved; no `fraction` yet: no mark."""

    __tablename__ = "quiz_attempt_questions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "attempt_id", "position"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("fraction BETWEEN -1 AND 1", name="fraction"),
        Index(
            "ix_quiz_attempt_questions_tenant_id_unmarked",
            "tenant_id",
            "attempt_id",
            postgresql_where=text("fraction IS NULL"),
        ),
    )

    attempt_id: Mapped[int] = refers("quiz_attempts", ondelete="CASCADE", index=False)
    version_id: Mapped[int] = refers("quiz_question_versions", ondelete="CASCADE")
    position: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(9, 2))
    answer: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    fraction: Mapped[Decimal | None] = mapped_column(Numeric(6, 5))

    attempt: Mapped[Attempt] = joined("AttemptQuestion.attempt_id", "Attempt", back_populates="questions")
    version: Mapped[QuestionVersion] = joined("AttemptQuestion.version_id", "QuestionVersion", lazy="joined")
    marks: Mapped[list[QuizMark]] = joined(
        "QuizMark.attempt_question_id", "AttemptQuestion", order_by="QuizMark.id", lazy="select", passive_deletes=True
    )

    @property
    def reached(self) -> Decimal | None:
        """Points; None waits for a person."""
        return None if self.fraction is None else (self.points * self.fraction).quantize(CENT)

    @property
    def is_by_person(self) -> bool:
        """Whether its mark is what a person thought of it."""
        return bool(self.marks) and self.marks[-1].by_id is not None and not self.marks[-1].reason

    def mark(
        self, fraction: Decimal, explanation: str, *, version_id: int | None = None, by: Any = None, reason: str = ""
    ) -> None:
        """Give it a mark, beside those it had."""
        self.fraction = fraction
        self.marks.append(
            QuizMark(
                version_id=version_id or self.version_id,
                fraction=fraction,
                explanation=explanation,
                reason=reason,
                by_id=by.id if by else None,
            )
        )
        db.session.flush()
