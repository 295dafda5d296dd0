"""What a course or a bundle costs a person, with a coupon or without."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.core.currencies import currencies
from educrowd.core.db import db
from educrowd.core.entitlements import held_by
from educrowd.core.formatting import format_date
from educrowd.core.money import Money

from ..access import SOURCES
from ..models import Bundle, Coupon, Course, Enrollment, Order, OrderLine
from ..models.errors import AlreadyBought, NoSuchCoupon, NotForSale

WHY_NOT = {"over": "This coupon is over.", "used_up": "This coupon has been used up."}


@dataclass(frozen=True, slots=True)
class Part:
    """One course of what is bought, and its part of the price."""

    course: Course
    price: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What comes with it, its price for this person, what a coupon takes off, and what is left to pay."""

    offer: Course | Bundle
    parts: tuple[Part, ...]
    price: Money
    discount: Money
    coupon: Coupon | None = None
    had: tuple[Course, ...] = ()

    @property
    def total(self) -> Money:
        return self.price - self.discount

    @property
    def is_free(self) -> bool:
        return self.total.minor == 0

    @property
    def courses(self) -> list[Course]:
        return [part.course for part in self.parts]

    @property
    def off_for_had(self) -> Money:
        """What a bundle costs less because some of it is had already."""
        return self.offer.price - self.price

    @property
    def lines(self) -> Iterator[tuple[Course, Money]]:
        """Each course with what of the total falls on it; they sum to the total."""
        amounts = self.total.split([course.price_amount for course in self.courses])
        return zip(self.courses, amounts, strict=True)


def quote(offer: Course | Bundle, code: str = "", *, had: Collection[int] = ()) -> Quote:
    """The price of this moment for who has these courses; NotForSale, or NoSuchCoupon with the reason."""
    _require_for_sale(offer)
    parts = _parts(offer, had)
    price = _price(offer, parts)
    others = tuple(course for course in courses_of(offer) if course.id in had)
    if not code.strip():
        return Quote(offer, parts, price, Money(0, price.currency), had=others)
    coupon = coupon_for(offer, code)
    return Quote(offer, parts, price, coupon.discount_on(price), coupon, others)


def coupon_for(offer: Course | Bundle, code: str) -> Coupon:
    coupon = Coupon.called(code)
    if not coupon.fits(offer):
        raise NoSuchCoupon()
    if coupon.state == "later":
        raise NoSuchCoupon(f"This coupon can be used from {format_date(coupon.starts_at).striptags()} on.")
    if coupon.state != "open":
        raise NoSuchCoupon(WHY_NOT[coupon.state])
    return coupon


def courses_of(offer: Course | Bundle) -> Sequence[Course]:
    """All that comes with it: a course alone, or those of a bundle."""
    return offer.courses if isinstance(offer, Bundle) else [offer]


def had_of(offer: Course | Bundle, user: Any) -> set[int]:
    """The courses of it that this person has: by an order, a pledge, or because they were let in.

    What ends soon, or has ended, can be bought again. Nobody buys what they have: AlreadyBought where nothing else
    is left.
    """
    ids = {course.id for course in courses_of(offer)}
    had = _had(ids, user) if user.is_authenticated else set[int]()
    if ids and had == ids:
        raise AlreadyBought("You have all of these courses already." if isinstance(offer, Bundle) else None)
    return had


def _had(ids: set[int], user: Any) -> set[int]:
    enrolled = select(Enrollment).where(Enrollment.user_id == user.id, Enrollment.course_id.in_(ids))
    known = db.session.scalars(enrolled.options(joinedload(Enrollment.course))).all()
    # What was earned is asked for itself, as a subscription opens a course and does not make it one's own.
    is_in = {each.course_id for each in known if each.is_open and each.source not in SOURCES}
    again = {each.course_id for each in known if each.course.sells_more_to(each)}
    bought = select(OrderLine.course_id).join(Order, Order.id == OrderLine.order_id)
    bought = bought.where(OrderLine.user_id == user.id, OrderLine.course_id.in_(ids), Order.state == "paid")
    earned = held_by(user.id, kind="course", subject_ids=ids, besides="subscription:")
    return (is_in | earned | set(db.session.scalars(bought))) - again


def _require_for_sale(offer: Course | Bundle) -> None:
    if isinstance(offer, Bundle):
        if not offer.is_for_sale:
            raise NotForSale("This bundle cannot be bought now.", field="bundle_id")
    elif not offer.is_published or offer.is_free or offer.is_over:
        raise NotForSale()


def _parts(offer: Course | Bundle, had: Collection[int]) -> tuple[Part, ...]:
    """The price of all of it falls on each course in proportion to what it costs alone."""
    courses = courses_of(offer)
    prices = offer.price.split([course.price_amount for course in courses])
    return tuple(Part(each, price) for each, price in zip(courses, prices, strict=True) if each.id not in had)


def _price(offer: Course | Bundle, parts: tuple[Part, ...]) -> Money:
    """The sum of the parts, or the nearest below that can be charged."""
    price = sum(part.price.minor for part in parts)
    known = currencies()[offer.currency]
    return Money(max(price // known.step * known.step, known.smallest), offer.currency)
