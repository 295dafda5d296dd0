"""What crowdfunding writes to backers and creators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from .links import page_of
from .models import Pledge, Project


@mailer
def send_pledge_saved(pledge_id: int) -> None:
    """Thank a backer and give them the link that changes or cancels the pledge."""
    _write(pledge_id, "Your pledge for “{title}”", "pledge_saved")


@mailer
def send_receipt(pledge_id: int) -> None:
    """Say that the card was charged, and for what."""
    _write(pledge_id, "Receipt: {title}", "receipt")


@mailer
def send_card_problem(pledge_id: int) -> None:
    """Say that the card was not charged, and what the backer can do."""
    _write(pledge_id, "Your card for “{title}” needs you", "card_problem")


@mailer
def send_released(pledge_id: int) -> None:
    """Say that the goal was missed and that nothing was charged."""
    _write(pledge_id, "“{title}” did not reach its goal", "released")


@mailer
def send_outcome(project_id: int) -> None:
    """Tell the creator how it ended."""
    project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
    mail.deliver(
        to=project.creator.email,
        subject=f"“{project.title}” " + ("is funded" if project.is_successful else "has ended"),
        template="crowdfunding/mail/outcome",
        project=project,
        studio_url=f"{current.tenant.origin}/studio/projects/{project.id}/",
    )


def _write(pledge_id: int, subject: str, template: str, **context: Any) -> None:
    pledge = db.session.scalars(select(Pledge).where(Pledge.id == pledge_id)).one()
    mail.deliver(
        to=pledge.user.email,
        subject=subject.format(title=pledge.project.title),
        template=f"crowdfunding/mail/{template}",
        pledge=pledge,
        project=pledge.project,
        pledge_url=page_of(pledge.public_id),
        project_url=f"{current.tenant.origin}/projects/{pledge.project.slug}",
        **context,
    )
