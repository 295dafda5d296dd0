"""Courses of the demonstration that cost something: coupons at once, orders as soon as the workers are up."""

from __future__ import annotations

from datetime import timedelta

from educrowd.blueprints.auth.models import User
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.payments.rehearsing import can_rehearse, type_card

from ..models import Course, Order
from ..selling.bundling import make_bundle
from ..selling.buying import Wish, look_again, payment_address, place_order
from ..selling.couponing import make_coupon
from ..selling.returned import refund_order

CARD = "4242 4242 4242 4242"


def announce_coupon(course: Course, code: str, off: str, uses: str, days: str) -> None:
    """`SPRING-20 | 20% | 40 | 30`: what it takes off, how often, for how many days; `over` has ended."""
    number, is_percent = int(off.rstrip("%")), off.endswith("%")
    coupon = make_coupon(
        course.instructor,
        code=code,
        course_id=course.id,
        percent=number if is_percent else None,
        amount=None if is_percent else number * 100,
        max_uses=None if uses == "-" else int(uses),
        ends_at=utcnow() + timedelta(days=int(days)) if days.isdigit() else None,
    )
    if days == "over":
        coupon.end()


def offer_bundle(instructor: User, title: str, price: str, summary: str) -> None:
    """`Both | 69 | Why.`: all of the instructor's courses that cost something, at one price."""
    own = Course.published().where(Course.price_amount > 0, Course.instructor_id == instructor.id)
    ids = [course.id for course in db.session.scalars(own.order_by(None).order_by(Course.id))]
    facts = {"summary": summary, "price_amount": int(price) * 100, "status": "published"}
    make_bundle(instructor, title=title, course_ids=ids, **facts)


@job(queue="bulk")
def sell(course_id: int, orders: list[list[str]], owner_id: int) -> None:
    """Let each of these people order: paid, refunded, or left before it was paid."""
    if not can_rehearse():
        return
    course = db.session.get_one(Course, (current.tenant_id, course_id))
    for number, (name, address, code, outcome) in enumerate(orders):
        order = _order(course, name, address, code, token=f"demo-{course.id}-{number}")
        if order.is_pending and outcome != "left":
            _pay(order)
        if outcome == "refunded" and order.is_paid:
            refund_order(order, by=db.session.get_one(User, owner_id))
        db.session.commit()


def _order(course: Course, name: str, address: str, code: str, *, token: str) -> Order:
    """The same token for the same order: a job that runs again finds it made."""
    address = address or f"{name.lower().replace(' ', '.')}@{current.tenant.slug}.example"
    order = place_order(course, User.guest(address, name), Wish(token, coupon=code))
    db.session.commit()
    return order


def _pay(order: Order) -> None:
    page = payment_address(order)
    db.session.commit()
    type_card(page, CARD, name=order.name, email=order.user.email)
    look_again(order)
    db.session.commit()
