"""A course: what a site teaches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Load, Mapped, joinedload, mapped_column, relationship, selectinload, undefer_group

from educrowd.core import registry
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers
from educrowd.core.money import Money

from .addressing import Addressed
from .arranging import Arranged
from .editing import Edited
from .edition import Edition, PublishedSection
from .enrollment import Enrollment
from .errors import HasLearners, InBundle, InPlan, Promised
from .lasting import Lasting
from .offered import STATUSES, Offered
from .publishing import Published
from .section import Section
from .teaching import Taught
from .team import CourseMember
from .teamed import ASSISTS, Teamed

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .bundle import BundleCourse
    from .lesson import Lesson
    from .order_line import OrderLine
    from .subscription_plan import SubscriptionPlan


class Course(Addressed, Arranged, Edited, Lasting, Offered, Published, Taught, Teamed, TenantOwned, Timestamps, Model):
    """`sections` and `lessons` are its draft, `edition` is what learners read; `meta` holds figures of a job."""

    __tablename__ = "courses"
    __constraints__ = (
        UniqueConstraint("tenant_id", "slug"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("price_amount >= 0", name="price_amount"),
        CheckConstraint("access_days > 0", name="access_days"),
        CheckConstraint("needs_course_id <> id", name="needs_course_id"),
        Index(None, "tenant_id", "status", "published_at"),
        Index(None, "tenant_id", "imported_from"),
    )

    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="", server_default="")
    description: Mapped[str] = mapped_column(default="", server_default="")
    description_html: Mapped[str] = mapped_column(default="", server_default="")
    status: Mapped[str] = mapped_column(default="draft", server_default="draft")
    price_amount: Mapped[int] = mapped_column(default=0, server_default="0")
    currency: Mapped[str]
    instructor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=False)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    published_at: Mapped[datetime | None]
    timezone: Mapped[str | None]
    in_order: Mapped[bool] = mapped_column(default=False, server_default="false")
    needs_course_id: Mapped[int | None] = refers("courses")
    imported_from: Mapped[str | None]
    meta: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, default=dict, server_default=text("'{}'"))

    instructor: Mapped[User] = relationship("User")
    sections: Mapped[list[Section]] = joined(
        "Section.course_id",
        "Course",
        back_populates="course",
        order_by="Section.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    published_edition: Mapped[Edition | None] = relationship(
        "Edition",
        primaryjoin="and_(Course.tenant_id == Edition.tenant_id, Course.id == foreign(Edition.course_id),"
        " Course.version == foreign(Edition.number))",
        uselist=False,
        viewonly=True,
    )
    enrollments: Mapped[list[Enrollment]] = joined(
        "Enrollment.course_id", "Course", back_populates="course", passive_deletes=True
    )
    members: Mapped[list[CourseMember]] = joined(
        "CourseMember.course_id", "Course", back_populates="course", order_by="CourseMember.id", passive_deletes=True
    )
    order_lines: Mapped[list[OrderLine]] = joined("OrderLine.course_id", "Course", viewonly=True)
    bundle_places: Mapped[list[BundleCourse]] = joined("BundleCourse.course_id", "Course", viewonly=True)
    plans: Mapped[list[SubscriptionPlan]] = joined("SubscriptionPlan.course_id", "Course", viewonly=True)

    @classmethod
    def published(cls) -> Select[Self]:
        """What the catalogue lists, newest first."""
        return select(cls).where(cls.status == "published").order_by(cls.published_at.desc(), cls.id.desc())

    @classmethod
    def taught_by(cls, user: User) -> Select[Self]:
        """What this person teaches of what is published, of the staff too no more than their own."""
        return cls.published().where(cls.those_of(user, *ASSISTS))

    @staticmethod
    def outline_option() -> Any:
        """Loads sections and lessons, without the lessons' texts, in two queries."""
        return selectinload(Course.sections).selectinload(Section.lessons)

    @staticmethod
    def rating_option() -> Any:
        """Loads how it is rated, in the query that loads it."""
        return undefer_group("rating")

    @staticmethod
    def card_option() -> Any:
        """Loads what its card says, in the query that loads it."""
        return Load(Course).options(undefer_group("size"), undefer_group("rating"))

    @staticmethod
    def edition_option() -> Any:
        """Loads what learners read, without the lessons' texts, in two queries however many courses there are."""
        sections = joinedload(Course.published_edition).selectinload(Edition.sections)
        return sections.joinedload(PublishedSection.lessons)

    @staticmethod
    def team_option() -> Any:
        """Loads who teaches, in two queries however many courses there are."""
        members = selectinload(Course.members).joinedload(CourseMember.user)
        return Load(Course).options(joinedload(Course.instructor), members)

    @property
    def is_free(self) -> bool:
        return self.price_amount == 0

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.currency)

    @property
    def clock(self) -> ZoneInfo:
        """The time zone in which the course's days are counted."""
        return ZoneInfo(self.timezone or current.tenant.timezone)

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons of the draft, in the order they are taken."""
        return [lesson for section in self.sections for lesson in section.lessons]

    @classmethod
    def draft(
        cls, instructor: Any, *, title: str, slug: str | None = None, description: str = "", **facts: Any
    ) -> Course:
        """A new course with one empty section; `facts` are other columns."""
        require_room("courses")
        facts.setdefault("currency", current.tenant.currency)
        course = cls(title=title, slug=cls.address_for(title), instructor_id=instructor.id, **facts)
        if slug is not None:
            course.slug = cls.checked_address(slug)
        course.describe(description)
        course.check_price()
        course.sections.append(Section(title="Getting started", position=1))
        db.session.add(course)
        db.session.flush()
        audit("course.created", subject=course)
        return course

    def delete(self) -> None:
        """Only while nobody has enrolled, ordered or been promised a seat; afterwards it is archived instead."""
        is_used = or_(Course.enrollments.any(), Course.order_lines.any())
        if db.session.scalar(select(Course.id).where(Course.id == self.id, is_used)):
            raise HasLearners()
        if titles := registry.promised.collect("course", self.id):
            raise Promised(titles[0])
        if db.session.scalar(select(Course.id).where(Course.id == self.id, Course.bundle_places.any())):
            raise InBundle()
        if db.session.scalar(select(Course.id).where(Course.id == self.id, Course.plans.any())):
            raise InPlan()
        audit("course.deleted", subject=self)
        db.session.delete(self)
