"""An order: one person buys one course, or a bundle of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core import entitlements
from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.entitlements import Grant
from educrowd.core.money import Money
from educrowd.core.payments import Payment
from educrowd.core.payments.payment_page import OPEN_FOR

from ..signals import order_paid, order_refunded
from .bundle import Bundle
from .coupon import Coupon
from .course import Course
from .order_line import OrderLine

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .enrollment import Enrollment

PURPOSE = "course_sale"
STATES = ("pending", "paid", "failed", "expired", "refunded")
HOLDS_COUPON = "state IN ('pending', 'paid', 'refunded')"


class Order(TenantOwned, Timestamps, Model):
    """What was bought, at which price, and what became of it; amounts never change."""

    __tablename__ = "orders"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "payment_id"),
        Index(
            "uq_orders_coupon_once",
            *("tenant_id", "coupon_id", "user_id"),
            unique=True,
            postgresql_where=text(HOLDS_COUPON),
        ),
        Index(None, "tenant_id", "user_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(course_id IS NULL) <> (bundle_id IS NULL)", name="offer"),
        CheckConstraint("price_amount > 0", name="price_amount"),
        CheckConstraint("discount_amount BETWEEN 0 AND price_amount", name="discount_amount"),
        CheckConstraint("total_amount = price_amount - discount_amount", name="total_amount"),
        CheckConstraint("(total_amount = 0) = (payment_id IS NULL)", name="payment"),
        CheckConstraint("(state IN ('paid', 'refunded')) = (paid_at IS NOT NULL)", name="paid_at"),
    )

    public_id: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(server_default="", default="")  # as the buyer typed it
    course_id: Mapped[int | None] = refers("courses")
    bundle_id: Mapped[int | None] = refers("bundles")
    coupon_id: Mapped[int | None] = refers("coupons")
    payment_id: Mapped[int | None] = refers("payments", index=False)
    title: Mapped[str]
    price_amount: Mapped[int]
    discount_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    total_amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    state: Mapped[str] = mapped_column(server_default="pending", default="pending")
    paid_at: Mapped[datetime | None]
    because: Mapped[str] = mapped_column(server_default="", default="")

    fresh_payment_url: ClassVar[str | None] = None  # told only to the request that ordered

    user: Mapped[User] = relationship("User")
    course: Mapped[Course | None] = joined("Order.course_id", "Course")
    bundle: Mapped[Bundle | None] = joined("Order.bundle_id", "Bundle")
    lines: Mapped[list[OrderLine]] = joined(
        "OrderLine.order_id", "Order", back_populates="order", order_by="OrderLine.id"
    )
    coupon: Mapped[Coupon | None] = joined("Order.coupon_id", "Coupon")
    payment: Mapped[Payment | None] = joined("Order.payment_id", "Payment")

    @classmethod
    def live(cls, user: Any, courses: Iterable[Course]) -> Sequence[Order]:
        """This person's orders for any of these courses that are being paid, or were."""
        lines = select(OrderLine.order_id).where(OrderLine.user_id == user.id, OrderLine.is_live)
        wanted = select(cls).where(cls.id.in_(lines.where(OrderLine.course_id.in_([course.id for course in courses]))))
        return db.session.scalars(wanted.order_by(cls.id).execution_options(populate_existing=True)).all()

    @classmethod
    def sold_by(cls, user: Any) -> Select[Self]:
        """What this person may see as a seller: of their courses and bundles, of all of them for the staff."""
        return select(cls) if user.can("courses.manage") else select(cls).where(cls._offered_by(user))

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """One's own, and what one sells."""
        if user.can("courses.manage"):
            return select(cls)
        return select(cls).where(or_(cls.user_id == user.id, cls._offered_by(user)))

    @classmethod
    def _offered_by(cls, user: Any) -> ColumnElement[bool]:
        bundles = Bundle.run(user).with_only_columns(Bundle.id).order_by(None)
        return or_(cls.course_id.in_(Course.ids(Course.run(user))), cls.bundle_id.in_(bundles))

    @property
    def offer(self) -> Course | Bundle:
        """What was chosen: the course, or the bundle."""
        return self.course or self.bundle  # pyright: ignore[reportReturnType]

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_amount, self.currency)

    @property
    def source(self) -> str:
        """How entitlements name it."""
        return f"order:{self.id}"

    @property
    def held_until(self) -> datetime:
        """How long the price is kept for whoever has not paid yet."""
        return self.created_at + OPEN_FOR

    @property
    def is_pending(self) -> bool:
        return self.state == "pending"

    @property
    def is_paid(self) -> bool:
        return self.state == "paid"

    def pay(self) -> None:
        """It is paid, or cost nothing: all of its courses open."""
        self.state = "paid"
        self.paid_at = self.paid_at or utcnow()
        db.session.flush()
        running = self._note_ends()
        entitlements.grant_all(Grant(self.user_id, "course", line.course_id, self.source) for line in self.lines)
        for enrollment in running:
            enrollment.extend()
        order_paid.send(order_id=self.id)

    def refund(self) -> None:
        """All of it went back: its courses close, what was learned is kept."""
        self.state = "refunded"
        db.session.flush()
        entitlements.revoke(source=self.source)
        for line in self.lines:
            if line.enrollment and line.extended_from and not self._is_followed(line):
                line.enrollment.expires_at = line.extended_from
        order_refunded.send(order_id=self.id)

    def give_way(self, courses: Iterable[Course]) -> None:
        """A later order sells these courses to the same person again; this one's history stays."""
        ids = {course.id for course in courses}
        for line in self.lines:
            if line.course_id in ids and line.succeeded_at is None:
                line.succeeded_at = utcnow()
        db.session.flush()

    def _note_ends(self) -> list[Enrollment]:
        """Write down until when the buyer had each course before; answers what they still have."""
        running = []
        for line in self.lines:
            enrollment = line.enrollment
            line.extended_from = enrollment.expires_at if enrollment else None
            if enrollment and line.extended_from and enrollment.is_open:
                running.append(enrollment)
        return running

    def _is_followed(self, line: OrderLine) -> bool:
        """Whether a later order that was paid holds the same course."""
        later = select(Order.id).join(OrderLine, OrderLine.order_id == Order.id).where(Order.id > self.id)
        same = later.where(OrderLine.course_id == line.course_id, OrderLine.user_id == self.user_id)
        return db.session.scalar(same.where(Order.state == "paid").limit(1)) is not None

    def let_go(self, state: str, *, because: str) -> None:
        """It was never paid: failed or expired."""
        self.state, self.because = state, because
        db.session.flush()
