"""A line of an order: one of its courses, as it was sold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers
from educrowd.core.money import Money

from .course import Course

if TYPE_CHECKING:
    from .enrollment import Enrollment
    from .order import Order


class OrderLine(TenantOwned, Model):
    """`price_amount` is what the course cost alone, `amount` its part of what the order came to; all of it is frozen.

    `is_live` follows the order's state by a trigger, so that a course is being sold to a person by one order only; a
    line that has been succeeded gave way to a later order. `extended_from` is until when its buyer had access before.
    """

    __tablename__ = "order_lines"
    __constraints__ = (
        UniqueConstraint("tenant_id", "order_id", "course_id"),
        Index(
            "uq_order_lines_live", "tenant_id", "course_id", "user_id", unique=True, postgresql_where=text("is_live")
        ),
        CheckConstraint("price_amount > 0", name="price_amount"),
        CheckConstraint("amount BETWEEN 0 AND price_amount", name="amount"),
    )

    order_id: Mapped[int] = refers("orders", index=False)
    course_id: Mapped[int] = refers("courses")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    price_amount: Mapped[int]
    amount: Mapped[int]
    is_live: Mapped[bool] = mapped_column(server_default="true", default=True)
    succeeded_at: Mapped[datetime | None]
    extended_from: Mapped[datetime | None]

    order: Mapped[Order] = joined("OrderLine.order_id", "Order", back_populates="lines")
    course: Mapped[Course] = joined("OrderLine.course_id", "Course")

    @property
    def enrollment(self) -> Enrollment | None:
        """The buyer's seat in the course, if they have or had one."""
        return self.course.enrollment_of(self.order.user)

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.order.currency)

    @property
    def paid(self) -> Money:
        """Its part of what the order came to."""
        return Money(self.amount, self.order.currency)
