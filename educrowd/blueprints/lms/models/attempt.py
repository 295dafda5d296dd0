"""An attempt: one learner's way through one quiz, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

from .attempt_question import CENT, AttemptQuestion
from .claimable import Claimable
from .enrollment import Enrollment
from .uid import Identified

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course

NOTHING = Decimal(0)


class AttemptEvent(TenantOwned, Model):
    """What happened in an attempt, in its order; the database lets nobody change it."""

    __tablename__ = "quiz_attempt_events"
    __constraints__ = (
        UniqueConstraint("tenant_id", "attempt_id", "seq"),
        CheckConstraint("kind IN ('started', 'answered', 'submitted', 'expired')", name="kind"),
    )

    attempt_id: Mapped[int] = refers("quiz_attempts", ondelete="CASCADE", index=False)
    seq: Mapped[int]
    kind: Mapped[str]
    position: Mapped[int | None]
    answer: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())


class Attempt(Claimable, Identified, TenantOwned, Timestamps, Model):
    """`rules` are the settings of the quiz when it began. `seq` counts what happened: an older tab's is refused."""

    __tablename__ = "quiz_attempts"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid", "number"),
        CheckConstraint("state IN ('open', 'submitted', 'expired')", name="state"),
        CheckConstraint("(state = 'open') = (submitted_at IS NULL)", name="submitted"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_at IS NULL)", name="claimed"),
        Index(
            "ix_one_open_attempt",
            "tenant_id",
            "enrollment_id",
            "lesson_uid",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    FILTERS = ("open", "ended", "waits")

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    lesson_id: Mapped[int]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
    seq: Mapped[int] = mapped_column(default=0, server_default="0")
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    claimed_at: Mapped[datetime | None]

    claimed_by: Mapped[User | None] = relationship("User")
    enrollment: Mapped[Enrollment] = joined("Attempt.enrollment_id", "Enrollment")
    questions: Mapped[list[AttemptQuestion]] = joined(
        "AttemptQuestion.attempt_id",
        "Attempt",
        back_populates="attempt",
        order_by="AttemptQuestion.position",
        lazy="selectin",
        passive_deletes=True,
    )

    @classmethod
    def of(cls, enrollment: Enrollment, lesson_uid: str) -> Select[Self]:
        """All attempts of a learner at a quiz, in their order."""
        mine = select(cls).where(cls.enrollment_id == enrollment.id, cls.lesson_uid == lesson_uid)
        return mine.order_by(cls.number)

    @classmethod
    def listed(cls, course: Course, lesson_uid: str, state: str = "") -> Select[Self]:
        """All learners' attempts at a quiz of a course, newest first; `state` is one of FILTERS."""
        found = select(cls).join(cls.enrollment).where(Enrollment.course_id == course.id, cls.lesson_uid == lesson_uid)
        if state == "waits":
            found = found.where(cls.is_waiting())
        elif state:
            found = found.where((cls.state == "open") == (state == "open"))
        return found.order_by(cls.id.desc())

    @classmethod
    def is_waiting(cls) -> Any:
        """The condition that a person has yet to grade some of it."""
        return (cls.state != "open") & cls.questions.any(AttemptQuestion.fraction.is_(None))

    @classmethod
    def opened(cls, enrollment_id: int, lesson_uid: str | None = None) -> Select[Self]:
        """The open attempts of a learner, at one quiz or at any."""
        found = select(cls).where(cls.enrollment_id == enrollment_id, cls.state == "open")
        return found.where(cls.lesson_uid == lesson_uid) if lesson_uid is not None else found

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def out_of(self) -> Decimal:
        return sum((question.points for question in self.questions), NOTHING)

    @property
    def points(self) -> Decimal:
        """What is reached so far, never less than nothing; what waits for a person counts nothing yet."""
        return max(NOTHING, sum((question.reached or NOTHING for question in self.questions), NOTHING))

    @property
    def percent(self) -> Decimal:
        return (self.points * 100 / self.out_of).quantize(CENT) if self.out_of else NOTHING

    @property
    def waits(self) -> bool:
        """Whether a person has yet to grade some of it."""
        return not self.is_open and any(question.fraction is None for question in self.questions)

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is open."""
        return self.submitted_at - self.started_at if self.submitted_at else None

    @property
    def answered_count(self) -> int:
        return sum(question.answer is not None for question in self.questions)

    def belongs_to(self, user: Any) -> bool:
        return user.is_authenticated and self.enrollment.user_id == user.id

    def question_at(self, position: int) -> AttemptQuestion | None:
        return next((question for question in self.questions if question.position == position), None)

    def hold(self) -> None:
        """Lock it: one thing happens in an attempt at a time."""
        db.session.flush()
        mine = select(Attempt).where(Attempt.id == self.id).with_for_update()
        db.session.scalars(mine.execution_options(populate_existing=True)).one()

    def note(self, kind: str, *, position: int | None = None, answer: Any = None) -> None:
        """Write down what happened, as the next in its order."""
        self.seq += 1
        event = AttemptEvent(attempt_id=self.id, seq=self.seq, kind=kind, position=position, answer=answer)
        db.session.add(event)
        db.session.flush()
