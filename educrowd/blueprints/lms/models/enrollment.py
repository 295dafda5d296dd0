"""An enrollment: one person's way through one course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Subquery,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers, utcnow

from ..signals import course_completed
from .completion import Completion
from .edition import Edition, PublishedLesson
from .errors import AccessClosed
from .given import Given
from .lesson import Lesson
from .progress import Journey, percent
from .section import Section

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course


class Enrollment(Given, TenantOwned, Timestamps, Model):
    """Access and history: closing ends the first and keeps the second.

    `completed_at` and `course_version` say when all that was required then had been done; later edits of the
    course never undo them. `source` is self, staff, entitlement, or elsewhere: an entitlement
    of another site, whose person had not shown yet that the address is theirs.
    """

    __tablename__ = "enrollments"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "user_id"),
        CheckConstraint("status IN ('active', 'completed', 'closed')", name="status"),
        CheckConstraint("(completed_at IS NULL) = (course_version IS NULL)", name="completed"),
        Index(None, "tenant_id", "user_id"),
        Index("ix_enrollments_expires_at", "tenant_id", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    source: Mapped[str] = mapped_column(default="self", server_default="self")
    completed_at: Mapped[datetime | None]
    course_version: Mapped[int | None]
    expires_at: Mapped[datetime | None]
    access_told_for: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    cohort_id: Mapped[int | None] = refers("cohorts")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    course: Mapped[Course] = joined("Enrollment.course_id", "Course", back_populates="enrollments")
    user: Mapped[User] = relationship("User", foreign_keys=user_id)
    completions: Mapped[list[Completion]] = joined(
        "Completion.enrollment_id", "Enrollment", back_populates="enrollment", passive_deletes=True
    )

    @staticmethod
    def journey_option() -> Any:
        """Loads what was done, in the query that loads it."""
        return joinedload(Enrollment.completions)

    @property
    def counts_from(self) -> datetime:
        """From when on days are counted for this learner."""
        return self.starts_at or self.created_at

    @property
    def is_open(self) -> bool:
        return self.status != "closed" and not self.is_expired

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= utcnow()

    @property
    def is_finished(self) -> bool:
        return self.completed_at is not None

    @property
    def progress_percent(self) -> int:
        return progress_of([self])[self.id]

    @property
    def journey(self) -> Journey:
        """This learner's way through the course as it is now."""
        done = {completion.lesson_uid: completion.completed_at for completion in self.completions}
        return Journey(self.course.edition.lessons, done)

    def mark(self, lesson: Lesson | PublishedLesson, *, done: bool) -> None:
        self.complete(lesson) if done else self.reopen_lesson(lesson)

    def complete(self, lesson: Lesson | PublishedLesson) -> None:
        """Mark a lesson done, once; the last required one completes the course."""
        self.hold()
        row = {"tenant_id": bound_tenant_id(), "enrollment_id": self.id, "lesson_uid": lesson.uid}
        db.session.execute(insert(Completion).values(row).on_conflict_do_nothing())
        db.session.expire(self, ["completions"])
        self.recognize_finish()

    def reopen_lesson(self, lesson: Lesson | PublishedLesson) -> None:
        """Mark a lesson not done; a completed course stays completed."""
        self.hold()
        undone = Completion.enrollment_id == self.id, Completion.lesson_uid == lesson.uid
        db.session.execute(delete(Completion).where(*undone))
        db.session.expire(self, ["completions"])

    def recognize_finish(self) -> None:
        """Complete the course if all that it requires now is done; what was completed once stays so."""
        if self.is_finished or self.progress_percent < 100:
            return
        self.course_version = self.course.version
        self.completed_at = utcnow()
        self.status = "completed"
        course_completed.send(self, course_id=self.course_id, enrollment_id=self.id, user_id=self.user_id)

    def hold(self) -> None:
        """Lock the row: two tabs that do the last two lessons must not each miss the other's."""
        self.lock()
        if not self.is_open:
            raise AccessClosed()

    def lock(self) -> None:
        db.session.flush()
        db.session.refresh(self, with_for_update=True)

    @property
    def is_barred(self) -> bool:
        """Whether somebody of the course ended it: then nobody else lets this person in again for free."""
        return not self.is_open and self.closed_by_id not in (None, self.user_id)

    def close(self, *, by: User | None = None) -> None:
        """End access and keep what was done; `by` is who wanted that, if anybody did."""
        if self.status == "closed":
            return
        self.status = "closed"
        self.closed_at = utcnow()
        self.closed_by_id = by.id if by else None

    def extend(self) -> None:
        """Add the course's days to what is left of them."""
        assert self.expires_at is not None
        more = self.course.access_end(self.expires_at)
        if more is None or more > self.expires_at:
            self.expires_at = more

    def reopen(self, source: str) -> None:
        self.status = "completed" if self.is_finished else "active"
        self.source = source
        self.closed_at = self.closed_by_id = self.expires_at = None


def progress_of(enrollments: Sequence[Enrollment]) -> dict[int, int]:
    """Percent by enrollment id, in one query however many there are."""
    ids = [enrollment.id for enrollment in enrollments]
    return dict.fromkeys(ids, 0) | progress_where(Enrollment.id.in_(ids))


def progress_where(condition: ColumnElement[bool], *, draft: bool = False) -> dict[int, int]:
    """Percent by enrollment id, as published or as the draft would make it; who has nothing to do is left out."""
    required = _required_in_draft() if draft else _required_now()
    is_done = and_(Completion.enrollment_id == Enrollment.id, Completion.lesson_uid == required.c.uid)
    counts = (
        select(Enrollment.id, func.count(Completion.id), func.count())
        .join(required, required.c.course_id == Enrollment.course_id)
        .outerjoin(Completion, is_done)
        .where(condition)
        .group_by(Enrollment.id)
    )
    return {id: percent(done, all_of_it) for id, done, all_of_it in db.session.execute(counts)}


def _required_now() -> Subquery:
    """The lessons that count, by course, as published."""
    lessons = select(Edition.course_id, PublishedLesson.uid).join(
        PublishedLesson, PublishedLesson.version_id == Edition.id
    )
    return lessons.where(PublishedLesson.required, Edition.is_out()).subquery()


def _required_in_draft() -> Subquery:
    lessons = select(Section.course_id, Lesson.uid).join(Section, Lesson.section_id == Section.id)
    return lessons.where(Lesson.required).subquery()
