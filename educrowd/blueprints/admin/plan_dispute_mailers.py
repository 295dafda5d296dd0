"""What operators are told of plans whose payment a bank takes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models.tenant import origin_of
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.registry import plan_news

SUBJECTS = {
    "disputed": "The plan of {site} is disputed",
    "dispute_closed": "The dispute about the plan of {site} is decided",
}


@plan_news.offer()
def write_to_operators(topic: str, **details: Any) -> None:
    """Each of them gets a letter of their own."""
    if topic in SUBJECTS:
        for operator in db.session.scalars(User.operators()):
            send_plan_dispute.later(topic, operator.id, details)


@mailer
def send_plan_dispute(topic: str, operator_id: int, details: dict[str, Any]) -> None:
    """Say what the bank wants, and by when."""
    said: dict[str, Any] = details | {"until": details["until"] and date.fromisoformat(details["until"])}
    mail.deliver(
        to=db.session.get_one(User, operator_id).email,
        subject=SUBJECTS[topic].format(site=current.tenant.name),
        template=f"admin/mail/plan_{topic}",
        sender=current_app.config["PLATFORM_NAME"],
        site_url=f"{origin_of(current_app.config['BASE_DOMAIN'])}/operator/tenants/{current.tenant_id}/",
        **said,
    )
