"""What somebody who has learned in a course says about it: stars and words, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.comments import STATUSES, Moderated, Report
from educrowd.core.comments.moderated import REASONS
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers

if TYPE_CHECKING:
    from .course import Course

MOST_STARS = 5


class CourseReview(Moderated, TenantOwned, Timestamps, Model):
    """One learner's, written anew in place; `answer` is what those say to it who run the course."""

    __tablename__ = "course_reviews"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "author_id"),
        Index("ix_course_reviews_status", "tenant_id", "course_id", "status", "stars"),
        CheckConstraint(f"stars BETWEEN 1 AND {MOST_STARS}", name="stars"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    stars: Mapped[int]
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    course: Mapped[Course] = joined("CourseReview.course_id", "Course")

    @classmethod
    def public(cls, course: Course) -> Select[Self]:
        """What everybody reads, the newest first."""
        listed = select(cls).where(cls.course_id == course.id, cls.status == "published")
        return listed.order_by(cls.updated_at.desc(), cls.id.desc())

    @classmethod
    def by(cls, user: Any, course: Course) -> Self | None:
        """This person's, in any state."""
        if not user.is_authenticated:
            return None
        return db.session.scalar(select(cls).where(cls.course_id == course.id, cls.author_id == user.id))

    @property
    def is_by_team(self) -> bool:
        return False

    @property
    def was_judged(self) -> bool:
        """Whether somebody took it off the page: then what is written anew waits for their word."""
        return self.moderator_id is not None and self.status in ("hidden", "deleted", "held")

    def moderatable_by(self, user: Any) -> bool:
        return self.course.assisted_by(user)

    def visible_to(self, user: Any) -> bool:
        is_mine = user.is_authenticated and self.author_id == user.id and not self.is_withdrawn
        return (self.is_published and self.course.visible_to(user)) or is_mine or self.moderatable_by(user)


class CourseReviewReport(Report, TenantOwned, Timestamps, Model):
    """What a reader says about a review; once each."""

    __tablename__ = "course_review_reports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "comment_id", "reporter"),
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
    )

    comment_id: Mapped[int] = refers("course_reviews", ondelete="CASCADE", index=False)

    @classmethod
    def on(cls, reviews: Iterable[CourseReview]) -> dict[int, list[Self]]:
        """The reports on each of these."""
        found: dict[int, list[Self]] = defaultdict(list)
        ids = [each.id for each in reviews if each.reports_count]
        for report in db.session.scalars(select(cls).where(cls.comment_id.in_(ids)).order_by(cls.id)) if ids else ():
            found[report.comment_id].append(report)
        return found
