"""What the platform writes to a site's owners about its plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from educrowd.blueprints.auth.models import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.registry import plan_news

SUBJECTS = {
    "trial_ending": "Your trial ends soon",
    "trial_ended": "Your trial has ended",
    "started": "Your plan is in force",
    "to_confirm": "Confirm the change of your plan",
    "changed": "You have another plan",
    "ending": "Your plan is cancelled",
    "ended": "Your plan has ended",
    "payment_failed": "Your plan could not be paid",
    "paid_again": "Your plan is paid again",
    "read_only": "{site} can only be read now",
}

DATES = ("on", "until")


@plan_news.offer()
def write_about_plan(topic: str, **details: Any) -> None:
    """Each owner gets a letter of their own."""
    if topic in SUBJECTS:
        for owner in db.session.scalars(User.owners()):
            send_plan_letter.later(topic, owner.id, details)


@mailer
def send_plan_letter(topic: str, owner_id: int, details: dict[str, Any]) -> None:
    """Say what has happened, and what to do."""
    said: dict[str, Any] = {
        name: date.fromisoformat(value) if name in DATES else value for name, value in details.items()
    }
    mail.deliver(
        to=db.session.get_one(User, owner_id).email,
        subject=SUBJECTS[topic].format(site=current.tenant.name),
        template=f"admin/mail/plan_{topic}",
        sender=current_app.config["PLATFORM_NAME"],
        plan_url=f"{current.tenant.origin}/studio/plan/",
        **said,
    )
