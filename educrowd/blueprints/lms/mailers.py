"""What courses write to their learners."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.blueprints.auth.mailers import send_claim, way_in
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from .letters.topics import wants, ways_out
from .models import Enrollment, GradeItem, Order
from .selling.links import page_of


@mailer
def send_welcome(enrollment_id: int) -> None:
    """Greet a new learner and say where to begin."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one_or_none()
    if enrollment is None or not enrollment.is_open:
        return
    if enrollment.source == "staff" and not enrollment.user.has_come:
        _invite(enrollment)
    else:
        _greet(enrollment)


@mailer
def send_order_receipt(order_id: int) -> None:
    """Say what was paid, for what and to whom; a guest gets the way to their seat as well."""
    order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
    mail.deliver(
        to=order.user.email,
        subject=f"Receipt: {order.title}",
        template="lms/mail/receipt",
        order=order,
        order_url=page_of(order.public_id),
        course_url=current.tenant.origin + (f"/learn/{order.course.slug}/" if order.course else "/account/learning"),
    )
    if not order.user.is_claimed:
        send_claim.later(order.user_id)


@mailer
def send_order_refunded(order_id: int) -> None:
    """Say that the money is on its way back, and what that means for the course."""
    order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
    mail.deliver(
        to=order.user.email,
        subject=f"Refunded: {order.title}",
        template="lms/mail/refunded",
        order=order,
        order_url=page_of(order.public_id),
    )


@mailer
def send_grade_released(enrollment_id: int, item_uid: str) -> None:
    """Say that there is a grade to see, and where; which one it is stays on the page."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
    course = enrollment.course
    items = select(GradeItem).where(GradeItem.course_id == course.id, GradeItem.uid == item_uid)
    item = db.session.scalars(items).one_or_none()
    if item is None or not enrollment.is_open or not wants(enrollment.user_id, "lms:grades"):
        return
    mail.deliver(
        to=enrollment.user.email,
        subject=f"Your grade for “{item.title}”",
        template="lms/mail/grade",
        enrollment=enrollment,
        course=course,
        item=item,
        **ways_out(enrollment.user_id, "lms:grades"),
    )


def _invite(enrollment: Enrollment) -> None:
    """Whoever was enrolled before they ever came gets the way in with it."""
    course = enrollment.course
    url, is_proven = way_in(enrollment.user)
    mail.deliver(
        to=enrollment.user.email,
        subject=f"{current.tenant.name} has enrolled you in “{course.title}”",
        template="lms/mail/invited",
        enrollment=enrollment,
        course=course,
        url=url,
        is_proven=is_proven,
        course_url=f"{current.tenant.origin}/learn/{course.slug}/",
    )


def _greet(enrollment: Enrollment) -> None:
    mail.deliver(
        to=enrollment.user.email,
        subject=f"Welcome to “{enrollment.course.title}”",
        template="lms/mail/welcome",
        enrollment=enrollment,
        course=enrollment.course,
    )
