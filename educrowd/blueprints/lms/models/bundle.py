"""A bundle: several courses at one price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers
from educrowd.core.errors import Invalid
from educrowd.core.money import Money

from .course import Course
from .offered import STATUSES, Offered

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User


class BundleCourse(TenantOwned, Model):
    """One of a bundle's courses, and where it stands among them."""

    __tablename__ = "bundle_courses"
    __constraints__ = (UniqueConstraint("tenant_id", "bundle_id", "course_id"),)

    bundle_id: Mapped[int] = refers("bundles", ondelete="CASCADE", index=False)
    course_id: Mapped[int] = refers("courses")
    position: Mapped[int]

    bundle: Mapped[Bundle] = joined("BundleCourse.bundle_id", "Bundle", back_populates="places")
    course: Mapped[Course] = joined("BundleCourse.course_id", "Course")


class Bundle(Offered, TenantOwned, Timestamps, Model):
    """Its price is what all of its courses cost together; whoever has some of them pays the part of the others."""

    __tablename__ = "bundles"
    nameless = "bundle"
    __constraints__ = (
        UniqueConstraint("tenant_id", "slug"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("price_amount > 0", name="price_amount"),
    )

    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="", server_default="")
    status: Mapped[str] = mapped_column(default="draft", server_default="draft")
    price_amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    owner: Mapped[User] = relationship("User")
    places: Mapped[list[BundleCourse]] = joined(
        "BundleCourse.bundle_id",
        "Bundle",
        back_populates="bundle",
        order_by="BundleCourse.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def published(cls) -> Select[Self]:
        """What the catalogue offers, newest first."""
        return select(cls).where(cls.status == "published").order_by(cls.id.desc())

    @classmethod
    def having(cls, course: Course) -> Select[Self]:
        """The bundles on sale that hold this course."""
        held = select(BundleCourse.bundle_id).where(BundleCourse.course_id == course.id)
        return cls.published().where(cls.id.in_(held))

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """What this person may see, in any state."""
        if user.can("courses.manage"):
            return select(cls)
        return select(cls).where(or_(cls.status == "published", cls.owner_id == user.id))

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """Those this person may change, last changed first."""
        latest_first = select(cls).order_by(cls.updated_at.desc(), cls.id)
        return latest_first if user.can("courses.manage") else latest_first.where(cls.owner_id == user.id)

    @classmethod
    def run(cls, user: Any) -> Select[Self]:
        """Those this person decides about: a bundle has an owner and no team."""
        return cls.editable(user)

    @classmethod
    def choices(cls, user: Any) -> list[tuple[int, str]]:
        """Those of this person that may still be sold, as (id, title)."""
        offered = cls.editable(user).where(cls.status != "archived").with_only_columns(cls.id, cls.title)
        return [(id, title) for id, title in db.session.execute(offered.order_by(None).order_by(cls.title))]

    @staticmethod
    def courses_option() -> Any:
        """Loads the courses in two queries however many bundles there are."""
        return selectinload(Bundle.places).selectinload(BundleCourse.course)

    @staticmethod
    def cards_option() -> Any:
        """The same with what the cards of the courses say."""
        return Bundle.courses_option().undefer_group("size").undefer_group("rating")

    @property
    def courses(self) -> list[Course]:
        return [place.course for place in self.places]

    @property
    def sum(self) -> Money:
        """What the courses cost one by one."""
        return Money(sum(course.price_amount for course in self.courses), self.currency)

    @property
    def price(self) -> Money:
        """What all of it costs: never more than the courses one by one, though one became cheaper later."""
        return min(Money(self.price_amount, self.currency), self.sum)

    @property
    def saving(self) -> Money:
        return self.sum - self.price

    @property
    def is_for_sale(self) -> bool:
        return self.is_published and not self.why_unsellable

    @property
    def why_unsellable(self) -> str:
        """What stands in the way of selling it, in words; empty while nothing does."""
        if len(self.places) < 2:
            return "A bundle has two courses at least."
        return next(filter(None, (self._objection_to(course) for course in self.courses)), "")

    def editable_by(self, user: Any) -> bool:
        return user.can("courses.manage") or (self.owner_id == user.id and user.can("courses.create"))

    def run_by(self, user: Any) -> bool:
        return self.editable_by(user)

    def visible_to(self, user: Any) -> bool:
        return self.is_published or self.editable_by(user)

    def hold(self, courses: Sequence[Course]) -> None:
        """Make these its courses, in this order; what was sold stays as it was sold."""
        known = {place.course_id: place for place in self.places}
        self.places = [known.get(course.id) or BundleCourse(course=course) for course in courses]
        for position, place in enumerate(self.places, start=1):
            place.position = position

    def check_price(self) -> None:
        """Invalid where it costs more than its courses one by one."""
        if self.places and self.price_amount > self.sum.minor:
            raise Invalid("price_amount", f"One by one the courses cost {self.sum}. A bundle may not cost more.")

    def _objection_to(self, course: Course) -> str:
        if not course.is_published:
            return f"“{course.title}” is not published."
        if course.is_free:
            return f"“{course.title}” is free."
        if course.is_over:
            return f"“{course.title}” is over."
        return f"“{course.title}” is sold in {course.currency}." if course.currency != self.currency else ""
