"""What is written to those who are given something."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..models import Gift
from .links import page_of


@mailer
def send_gift(gift_id: int) -> None:
    """Tell the recipient from whom it is, and where it is opened."""
    gift = db.session.scalars(select(Gift).where(Gift.id == gift_id)).one()
    project = gift.pledge.project
    mail.deliver(
        to=gift.recipient_email,
        subject=f"{gift.pledge.name} has a gift for you",
        template="crowdfunding/mail/gift",
        gift=gift,
        pledge=gift.pledge,
        project=project,
        gift_url=page_of(gift),
        project_url=f"{current.tenant.origin}/projects/{project.slug}",
    )
