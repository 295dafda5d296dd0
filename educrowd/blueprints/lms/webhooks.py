"""What webhooks may tell of courses."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.webhooks import announces

from .certificates.schemas import CertificateOut
from .models import Certificate, Enrollment, LearnerSubscription, Order
from .queries import enrollments_visible_to
from .schemas import EnrollmentOut
from .selling.schemas import OrderOut
from .signals import (
    certificate_awarded,
    course_completed,
    course_enrolled,
    order_paid,
    order_refunded,
    subscription_continued,
    subscription_ended,
    subscription_leaving,
    subscription_past_due,
    subscription_renewed,
    subscription_started,
)
from .subscriptions.schemas import LearnerSubscriptionOut


class OrderNews(OrderOut):
    """An order without the address where it is paid."""

    class Meta(OrderOut.Meta):
        exclude = ("payment_url",)


class SubscriptionNews(LearnerSubscriptionOut):
    """A subscription without the address where a card is saved."""

    class Meta(LearnerSubscriptionOut.Meta):
        exclude = ("setup",)


def enrollment(id: int) -> Enrollment | None:
    return db.session.scalar(enrollments_visible_to(current.user).where(Enrollment.id == id))


def certificate(id: int) -> Certificate | None:
    return db.session.scalar(Certificate.visible(current.user).where(Certificate.id == id))


def order(id: int) -> Order | None:
    return db.session.scalar(Order.visible(current.user).where(Order.id == id))


def subscription(id: int) -> LearnerSubscription | None:
    return db.session.scalar(LearnerSubscription.visible(current.user).where(LearnerSubscription.id == id))


announces(
    course_enrolled,
    "course.enrolled",
    "Somebody begins a course.",
    id="enrollment_id",
    schema=EnrollmentOut(),
    find=enrollment,
    path="lms/enrollments",
)
announces(
    course_completed,
    "course.completed",
    "Somebody has done all that a course requires.",
    id="enrollment_id",
    schema=EnrollmentOut(),
    find=enrollment,
    path="lms/enrollments",
)
announces(
    certificate_awarded,
    "certificate.awarded",
    "Somebody has earned a certificate, or got the next one.",
    id="certificate_id",
    schema=CertificateOut(),
    find=certificate,
    path="lms/certificates",
)
announces(
    order_paid,
    "order.paid",
    "A course or a bundle is bought and paid for.",
    id="order_id",
    schema=OrderNews(),
    find=order,
    path="lms/orders",
)
announces(
    order_refunded,
    "order.refunded",
    "All that was paid for a course or a bundle went back.",
    id="order_id",
    schema=OrderNews(),
    find=order,
    path="lms/orders",
)

for news, name, words in (
    (subscription_started, "started", "Somebody subscribes, and the first period is paid."),
    (subscription_renewed, "renewed", "Another period of a subscription is paid."),
    (subscription_past_due, "past_due", "The card of a subscription could not be charged."),
    (subscription_leaving, "leaving", "A subscription is cancelled and ends with what is paid."),
    (subscription_continued, "continued", "A subscription that was cancelled goes on."),
    (subscription_ended, "ended", "A subscription is over, and what it opened is closed."),
):
    announces(
        news,
        f"subscription.{name}",
        words,
        id="subscription_id",
        schema=SubscriptionNews(),
        find=subscription,
        path="lms/subscriptions",
    )
