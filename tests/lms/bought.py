"""Paying for an order, and what came of it."""

from __future__ import annotations

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Course, Order
from educrowd.blueprints.lms.selling.buying import look_again, payment_address
from educrowd.core.db import db
from tests.gateway import Sandbox
from tests.jobs import run_jobs


def pay(order: Order, sandbox: Sandbox, card: str = "4242 4242 4242 4242") -> None:
    """Go to the provider's page, type a card, and come back."""
    url = payment_address(order)
    db.session.commit()
    sandbox.fill_in_card(url, card)
    look_again(order)
    run_jobs()


def has_seat(person: User, course: Course) -> bool:
    enrollment = course.enrollment_of(person)
    return bool(enrollment and enrollment.is_open)
