"""Courses: what a site teaches, and how people learn it."""

from __future__ import annotations

from flask import Flask

from educrowd.core import payments, schedule

# They fill the shared pages' slots, hear signals and let webhooks tell of them.
from . import (  # noqa: F401
    access,
    announcements,
    assignment_lessons,
    assignment_queue,
    checks,
    cli,
    demo,
    embed_lessons,
    file_lessons,
    grading_offers,
    listeners,
    lti_lessons,
    offers,
    quiz_lessons,
    quiz_queue,
    readers,
    scorm_lessons,
    specimens,
    text_lessons,
    todos,
    video_lessons,
)
from .access_terms import remind_of_access
from .api import lms
from .buying import orders_settled
from .certifying import remind_of_ends
from .discussing import forget_deleted_posts
from .models.order import PURPOSE
from .reminding import remind_of_due_dates
from .returned import order_returned
from .scorm_forgetting import forget_old_packages
from .stuck_mailers import send_stuck_digests
from .views import bp


def init_app(app: Flask) -> None:
    payments.purpose(
        PURPOSE,
        card_saved=lambda setup: None,
        settled=orders_settled,
        refunded=order_returned,
        disputed=order_returned,
    )
    schedule.every(remind_of_due_dates, hours=1, tenants="app.tenants_with_due_dates")
    app.register_blueprint(bp)
    app.register_blueprint(lms)
    app.cli.add_command(cli.course_group)
    schedule.every(remind_of_ends, hours=24, per_tenant=True)
    schedule.every(send_stuck_digests, hours=24, per_tenant=True)
    schedule.every(remind_of_access, hours=24, per_tenant=True)
    schedule.every(forget_deleted_posts, hours=24, per_tenant=True)
    schedule.every(forget_old_packages, hours=24, per_tenant=True)
