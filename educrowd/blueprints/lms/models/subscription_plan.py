"""A subscription plan: a course, or all that a site teaches, for so much a month or a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers
from educrowd.core.money import Money

from .course import Course
from .offered import STATUSES, Offered

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

EVERY = ("month", "year")


class SubscriptionPlan(Offered, TenantOwned, Timestamps, Model):
    """Without a course it opens every course that costs something; whoever has joined keeps the price of that day."""

    __tablename__ = "subscription_plans"
    nameless = "plan"
    __constraints__ = (
        UniqueConstraint("tenant_id", "slug"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(f"every IN {EVERY}", name="every"),
        CheckConstraint("price_amount > 0", name="price_amount"),
    )

    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="", server_default="")
    course_id: Mapped[int | None] = refers("courses")
    every: Mapped[str]
    price_amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    status: Mapped[str] = mapped_column(default="draft", server_default="draft")
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    owner: Mapped[User] = relationship("User")
    course: Mapped[Course | None] = joined("SubscriptionPlan.course_id", "Course")

    @classmethod
    def published(cls) -> Select[Self]:
        """What can be subscribed to, the cheapest first."""
        return select(cls).where(cls.status == "published").order_by(cls.price_amount, cls.id)

    @classmethod
    def of_all(cls) -> Select[Self]:
        """Those that open all of the site."""
        return cls.published().where(cls.course_id.is_(None))

    @classmethod
    def opening(cls, course: Course) -> Select[Self]:
        """Those that open this course, alone or with all others."""
        if course.is_free or not course.is_published or course.is_over:
            return cls.published().where(cls.id.is_(None))
        return cls.published().where(or_(cls.course_id == course.id, cls.course_id.is_(None)))

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """What this person may see, in any state."""
        if user.can("courses.manage"):
            return select(cls)
        return select(cls).where(or_(cls.status == "published", cls._is_sold_by(user)))

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """Those this person may change: all, or those of the courses they run; newest first."""
        newest_first = select(cls).order_by(cls.id.desc())
        return newest_first if user.can("courses.manage") else newest_first.where(cls._is_sold_by(user))

    @classmethod
    def _is_sold_by(cls, user: Any) -> ColumnElement[bool]:
        return cls.course_id.in_(Course.ids(Course.run(user)))

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether anybody can join now."""
        return self.is_published and not self.why_closed

    @property
    def why_closed(self) -> str:
        """What stands in the way of joining, in words; empty while nothing does."""
        if self.course is None:
            return ""
        if not self.course.is_published:
            return f"“{self.course.title}” is not published."
        if self.course.is_free:
            return f"“{self.course.title}” is free."
        return f"“{self.course.title}” is over." if self.course.is_over else ""

    def editable_by(self, user: Any) -> bool:
        if self.course is None:
            return user.can("courses.manage")
        return self.course.run_by(user)

    def visible_to(self, user: Any) -> bool:
        return self.is_published or self.editable_by(user)
