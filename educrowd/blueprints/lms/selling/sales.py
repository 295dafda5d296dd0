"""What a site or an instructor has sold: the list, its figures, its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.core.db import db
from educrowd.core.money import Money
from educrowd.core.payments import Payment, Refund

from ..models import Bundle, Course, Order, OrderLine

COLUMNS = (
    *("order", "ordered_at", "paid_at", "state", "course", "buyer", "email", "coupon"),
    *("price", "discount", "total", "refunded", "currency", "bundle", "courses"),
)


@dataclass(frozen=True, slots=True)
class Sold:
    """One currency's figures: what came in, what went back, what fees took."""

    taken: Money
    refunded: Money
    fees: Money
    orders: int

    @property
    def left(self) -> Money:
        return self.taken - self.refunded - self.fees


@dataclass(frozen=True, slots=True)
class InBundles:
    """What a course brought as a part of bundles: their part for it, before fees and what was given back in part."""

    part: Money
    orders: int


def sales(user: Any, *, course: Course | None = None, bundle: Bundle | None = None, state: str = "") -> Select[Order]:
    """Orders this person may see as a seller, the latest first."""
    found = Order.sold_by(user).order_by(Order.id.desc())
    if course:
        found = found.where(Order.course_id == course.id)
    if bundle:
        found = found.where(Order.bundle_id == bundle.id)
    if state:
        found = found.where(Order.state == state)
    return found


def with_people(found: Select[Order]) -> Select[Order]:
    """The same with buyer, coupon, payment and lines in two queries."""
    one_each = (joinedload(Order.user), joinedload(Order.coupon), joinedload(Order.payment))
    return found.options(*one_each, selectinload(Order.lines))


def in_bundles(course: Course) -> list[InBundles]:
    """What paid orders of bundles brought this course, by currency."""
    paid = select(Order.currency, func.sum(OrderLine.amount), func.count()).join(OrderLine.order)
    paid = paid.where(OrderLine.course_id == course.id, Order.bundle_id.is_not(None), Order.state == "paid")
    rows = db.session.execute(paid.group_by(Order.currency).order_by(Order.currency))
    return [InBundles(Money(int(part), code), orders) for code, part, orders in rows]


def figures(found: Select[Order]) -> list[Sold]:
    """What these orders came to, by currency."""
    orders = found.order_by(None).subquery()
    is_captured = Payment.captured_at.is_not(None)
    returned = select(func.coalesce(func.sum(Refund.fee_returned), 0)).where(Refund.payment_id == Payment.id)
    kept = Payment.processing_fee + Payment.application_fee - returned.correlate(Payment).scalar_subquery()
    rows = db.session.execute(
        select(
            orders.c.currency,
            func.coalesce(func.sum(case((is_captured, Payment.amount))), 0),
            func.coalesce(func.sum(Payment.refunded_amount), 0),
            func.coalesce(func.sum(case((is_captured, kept))), 0),
            func.count().filter(orders.c.state.in_(("paid", "refunded"))),
        )
        .outerjoin(Payment, Payment.id == orders.c.payment_id)
        .group_by(orders.c.currency)
        .order_by(orders.c.currency)
    )
    return [_sold(code, *numbers) for code, *numbers in rows]


def _sold(code: str, taken: int, refunded: int, fees: int, orders: int) -> Sold:
    return Sold(Money(int(taken), code), Money(int(refunded), code), Money(int(fees), code), orders)


def row_of(order: Order) -> tuple[Any, ...]:
    """A line of the file below `COLUMNS`; amounts in major units."""
    back = Money(order.payment.refunded_amount if order.payment else 0, order.currency)
    return (
        order.id,
        order.created_at,
        order.paid_at,
        order.state,
        order.title if order.course_id else "",
        order.name,
        order.user.email,
        order.coupon.code if order.coupon else "",
        order.price.decimal,
        order.discount.decimal,
        order.total.decimal,
        back.decimal,
        order.currency,
        order.title if order.bundle_id else "",
        "; ".join(line.title for line in order.lines),
    )
