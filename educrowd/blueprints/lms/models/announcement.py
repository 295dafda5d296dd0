"""An announcement: what a teacher writes to a course's learners, or to those of them who are in some state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.comments import as_html
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers
from educrowd.core.letters import STATES, Mailed

from .enrollment import Enrollment

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course

EVERYONE = "everyone"
# Everybody in a cohort: those who come later are not shown it.
COHORT = "cohort"


class Announcement(TenantOwned, Timestamps, Model):
    """What was written, and to whom in words; the form's token keeps a second click from sending it twice."""

    __tablename__ = "course_announcements"
    __constraints__ = (UniqueConstraint("tenant_id", "course_id", "token"),)

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[str]
    body: Mapped[str]
    audience: Mapped[str]
    audience_words: Mapped[str]
    token: Mapped[str]

    course: Mapped[Course] = joined("Announcement.course_id", "Course")
    author: Mapped[User] = relationship("User")

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """All of a course, the newest first."""
        return cls._listed().where(cls.course_id == course.id)

    @classmethod
    def to(cls, enrollment: Enrollment) -> Select[Self]:
        """What this learner reads: what is for everyone, and what was sent to them."""
        got = select(AnnouncementLetter.announcement_id).where(AnnouncementLetter.enrollment_id == enrollment.id)
        mine = or_(cls.audience == EVERYONE, cls.id.in_(got))
        return cls._listed().where(cls.course_id == enrollment.course_id, mine)

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def letters(self) -> dict[str, int]:
        """How many letters are in which state."""
        return AnnouncementLetter.counts([self]).get(self.id, {})

    def address(self, enrollments: Select[Enrollment]) -> None:
        """Write down who gets it, once each."""
        rows = enrollments.with_only_columns(literal(bound_tenant_id()), literal(self.id), Enrollment.id).order_by(None)
        wanted = insert(AnnouncementLetter).from_select(["tenant_id", "announcement_id", "enrollment_id"], rows)
        db.session.execute(wanted.on_conflict_do_nothing())

    @classmethod
    def _listed(cls) -> Select[Self]:
        return select(cls).options(joinedload(cls.author)).order_by(cls.id.desc())


class AnnouncementLetter(Mailed, TenantOwned, Model):
    """One announcement on its way to one learner."""

    __tablename__ = "announcement_letters"
    __constraints__ = (
        UniqueConstraint("tenant_id", "announcement_id", "enrollment_id"),
        UniqueConstraint("tenant_id", "message_id"),
        Index("ix_announcement_letters_state", "tenant_id", "announcement_id", "state"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    announcement_id: Mapped[int] = refers("course_announcements", ondelete="CASCADE", index=False)
    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE")

    announcement: Mapped[Announcement] = joined("AnnouncementLetter.announcement_id", "Announcement")
    enrollment: Mapped[Enrollment] = joined("AnnouncementLetter.enrollment_id", "Enrollment")

    @classmethod
    def next_waiting(cls, announcement_id: int) -> Self | None:
        """One that nobody else is sending."""
        return cls.next_of(select(cls).where(cls.announcement_id == announcement_id), cls.id)

    @classmethod
    def counts(cls, announcements: list[Announcement]) -> dict[int, dict[str, int]]:
        """How many letters of each are in which state."""
        return cls.counts_by(cls.announcement_id, cls.announcement_id.in_([each.id for each in announcements]))
