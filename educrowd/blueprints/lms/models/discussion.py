"""What learners ask about a lesson, and what is answered, one level deep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, and_, func, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from educrowd.core.comments import STATUSES, Moderated, Report
from educrowd.core.comments.moderated import REASONS
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

if TYPE_CHECKING:
    from .course import Course

INSTRUCTOR, STAFF = "instructor", "staff"
ROLES = ("", INSTRUCTOR, STAFF)
# Sent twice is meant once.
TWICE = timedelta(minutes=1)


class DiscussionPost(Moderated, TenantOwned, Timestamps, Model):
    """A question, or an answer to one; names the lesson by uid, so it outlives the lesson.

    `accepted_at` stands on the answer that answers its question; `told_at` says that the teachers' letter is
    written, `answer_told_at` the letter to those who asked.
    """

    __tablename__ = "discussion_posts"
    __constraints__ = (
        Index("ix_discussion_posts_lesson", "tenant_id", "course_id", "lesson_uid", "id"),
        Index("ix_discussion_posts_author", "tenant_id", "author_id", "status"),
        Index(
            "uq_discussion_posts_accepted",
            *("tenant_id", "parent_id"),
            unique=True,
            postgresql_where=text("accepted_at IS NOT NULL"),
        ),
        CheckConstraint(f"author_role IN {ROLES}", name="author_role"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("parent_id <> id", name="parent"),
        CheckConstraint("accepted_at IS NULL OR parent_id IS NOT NULL", name="accepted"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    lesson_title: Mapped[str]
    parent_id: Mapped[int | None] = refers("discussion_posts", ondelete="CASCADE")
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime | None]
    answer_told_at: Mapped[datetime | None]

    course: Mapped[Course] = joined("DiscussionPost.course_id", "Course")

    if TYPE_CHECKING:
        answers_count: Mapped[int]
        is_answered: Mapped[bool]

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """Everything in a course, in any state."""
        return select(cls).where(cls.course_id == course.id)

    @classmethod
    def answers_to(cls, question: Self) -> list[Self]:
        """The public answers, the accepted one first, then as they came."""
        answers = select(cls).where(cls.parent_id == question.id, cls.status == "published")
        return list(db.session.scalars(answers.order_by(cls.accepted_at.is_(None), cls.id)))

    @classmethod
    def has_one_by(cls, user: Any) -> bool:
        """Whether something of this person was ever let through on this site."""
        through = select(cls.id).where(cls.author_id == user.id, cls.status == "published")
        return db.session.scalar(through.limit(1)) is not None

    @classmethod
    def just_written(cls, course: Course, user: Any, body: str, lesson_uid: str, parent_id: int | None) -> Self | None:
        """The same words by the same person a moment ago: a double click."""
        same = cls.of(course).where(cls.author_id == user.id, cls.body == body, cls.lesson_uid == lesson_uid)
        same = same.where(cls.parent_id.is_not_distinct_from(parent_id), cls.status.in_(("held", "published")))
        return db.session.scalar(same.where(cls.created_at > utcnow() - TWICE).limit(1))

    @property
    def is_question(self) -> bool:
        return self.parent_id is None

    @property
    def is_by_team(self) -> bool:
        return self.author_role != ""

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/learn/{self.course.slug}/discussion/{self.parent_id or self.id}#comment-{self.id}"

    def accept(self, *, by: Any) -> None:
        """Say that this answers its question; the answer that did so before no longer does."""
        for other in db.session.scalars(select(type(self)).where(*self._accepted_beside())):
            other.unaccept()
        db.session.flush()
        self.accepted_at, self.accepted_by_id = utcnow(), by.id

    def unaccept(self) -> None:
        self.accepted_at = self.accepted_by_id = None

    def moderatable_by(self, user: Any) -> bool:
        return self.course.assisted_by(user)

    def _accepted_beside(self) -> tuple[Any, ...]:
        cls = type(self)
        return cls.parent_id == self.parent_id, cls.accepted_at.is_not(None), cls.id != self.id


# A plain table, as the mappers are not complete yet; the key carries the tenant.
_answers = DiscussionPost.__table__.alias("answers")
_public_below = and_(
    _answers.c.tenant_id == DiscussionPost.tenant_id,
    _answers.c.parent_id == DiscussionPost.id,
    _answers.c.status == "published",
)
DiscussionPost.answers_count = column_property(
    select(func.count(_answers.c.id)).where(_public_below).correlate_except(_answers).scalar_subquery()
)
DiscussionPost.is_answered = column_property(
    select(_answers.c.id).where(_public_below, _answers.c.accepted_at.is_not(None)).correlate_except(_answers).exists()
)


class DiscussionReport(Report, TenantOwned, Timestamps, Model):
    """What a reader says about a post; once each."""

    __tablename__ = "discussion_reports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "comment_id", "reporter"),
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
    )

    comment_id: Mapped[int] = refers("discussion_posts", ondelete="CASCADE", index=False)

    @classmethod
    def on(cls, posts: Iterable[DiscussionPost]) -> dict[int, list[Self]]:
        """The reports on each of these."""
        found: dict[int, list[Self]] = defaultdict(list)
        ids = [each.id for each in posts if each.reports_count]
        for report in db.session.scalars(select(cls).where(cls.comment_id.in_(ids)).order_by(cls.id)) if ids else ():
            found[report.comment_id].append(report)
        return found
