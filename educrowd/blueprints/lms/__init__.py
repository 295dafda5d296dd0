"""Courses: what a site teaches, and how people learn it."""

from __future__ import annotations

from flask import Flask

from educrowd.core import payments, schedule

# They fill the shared pages' slots, hear signals and let webhooks tell of them.
from . import (  # noqa: F401
    access,
    cli,
    demo,
    listeners,
    offers,
    personal_data,
    picture_texts,
    readers,
    site_search,
    specimens,
    todos,
    webhooks,
)
from .api import lms
from .assignments import lessons as assignment_lessons  # noqa: F401
from .assignments import queue as assignment_queue  # noqa: F401
from .bank.picturing import forget_unasked_pictures
from .certificates.certifying import remind_of_ends
from .dates.access_terms import remind_of_access
from .dates.reminding import remind_of_due_dates
from .discussions.discussing import forget_deleted_posts
from .enrolling import arriving  # noqa: F401
from .grading import offers as grading_offers  # noqa: F401
from .lessons import embeds as embed_lessons  # noqa: F401
from .lessons import handouts as file_lessons  # noqa: F401
from .lessons import texts as text_lessons  # noqa: F401
from .lessons import videos as video_lessons  # noqa: F401
from .letters.stuck_mailers import send_stuck_digests
from .lti import lessons as lti_lessons  # noqa: F401
from .models.learner_subscription import PURPOSE as SUBSCRIPTION
from .models.order import PURPOSE
from .quizzes import lessons as quiz_lessons  # noqa: F401
from .quizzes import queue as quiz_queue  # noqa: F401
from .scorm import lessons as scorm_lessons  # noqa: F401
from .scorm.forgetting import forget_old_packages
from .selling import checks  # noqa: F401
from .selling.returned import order_returned
from .selling.settled import orders_settled
from .subscriptions import checks as subscription_checks  # noqa: F401
from .subscriptions.renewing import renew_due_subscriptions
from .subscriptions.returned import period_returned
from .subscriptions.settled import ask_learner, give_up_period, subscriptions_settled
from .subscriptions.subscribing import card_saved
from .views import bp


def init_app(app: Flask) -> None:
    payments.purpose(
        PURPOSE,
        card_saved=lambda setup: None,
        settled=orders_settled,
        refunded=order_returned,
        disputed=order_returned,
    )
    payments.purpose(
        SUBSCRIPTION,
        card_saved=card_saved,
        settled=subscriptions_settled,
        refunded=period_returned,
        disputed=period_returned,
        needs_person=ask_learner,
        too_late=give_up_period.later,
    )
    schedule.every(renew_due_subscriptions, minutes=5)
    schedule.every(remind_of_due_dates, hours=1, tenants="app.tenants_with_due_dates")
    app.register_blueprint(bp)
    app.register_blueprint(lms)
    app.cli.add_command(cli.course_group)
    app.cli.add_command(cli.questions_group)
    schedule.every(remind_of_ends, hours=24, per_tenant=True)
    schedule.every(send_stuck_digests, hours=24, per_tenant=True)
    schedule.every(remind_of_access, hours=24, per_tenant=True)
    schedule.every(forget_deleted_posts, hours=24, per_tenant=True)
    schedule.every(forget_old_packages, hours=24, per_tenant=True)
    schedule.every(forget_unasked_pictures, hours=24, per_tenant=True)
