"""What a course costs a person, with a coupon or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from educrowd.core.formatting import format_date
from educrowd.core.money import Money

from ..models import Coupon, Course, Order
from ..models.errors import AlreadyBought, NoSuchCoupon, NotForSale

WHY_NOT = {"over": "This coupon is over.", "used_up": "This coupon has been used up."}


@dataclass(frozen=True, slots=True)
class Quote:
    """A price, what comes off, and what is left to pay."""

    course: Course
    price: Money
    discount: Money
    coupon: Coupon | None = None

    @property
    def total(self) -> Money:
        return self.price - self.discount

    @property
    def is_free(self) -> bool:
        return self.total.minor == 0


def quote(course: Course, code: str = "") -> Quote:
    """The price of this moment; NotForSale, or NoSuchCoupon with the reason, where there is none."""
    if not course.is_published or course.is_free or course.is_over:
        raise NotForSale()
    if not code.strip():
        return Quote(course, course.price, Money(0, course.currency))
    coupon = coupon_for(course, code)
    return Quote(course, course.price, coupon.discount_on(course.price), coupon)


def coupon_for(course: Course, code: str) -> Coupon:
    coupon = Coupon.called(code)
    if not coupon.fits(course):
        raise NoSuchCoupon()
    if coupon.state == "later":
        raise NoSuchCoupon(f"This coupon can be used from {format_date(coupon.starts_at).striptags()} on.")
    if coupon.state != "open":
        raise NoSuchCoupon(WHY_NOT[coupon.state])
    return coupon


def check_may_buy(course: Course, user: Any) -> None:
    """Nobody buys what they have: by an order, a pledge, or because they were let in."""
    enrollment = course.enrollment_of(user)
    if (enrollment and enrollment.is_open) or course.belongs_to(user):
        raise AlreadyBought()
    order = Order.live(course, user)
    if order and order.is_paid:
        raise AlreadyBought()
