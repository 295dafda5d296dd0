"""The letter about a message: an answer to it goes to whoever wrote."""

from __future__ import annotations

from email.utils import formataddr

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..models import ContactMessage


@mailer
def tell_of_message(message_id: int) -> None:
    """Promise a letter to each who looks after the site."""
    if db.session.get(ContactMessage, message_id) is not None:
        for person in db.session.scalars(User.able_to("site.manage")):
            send_message.later(message_id, person.id)


@mailer
def send_message(message_id: int, reader_id: int) -> None:
    """Show one of them what was written."""
    message = db.session.get(ContactMessage, message_id)
    reader = db.session.scalar(select(User).where(User.id == reader_id))
    if message is None or reader is None or message.state == "deleted":
        return
    mail.deliver(
        to=reader.email,
        subject=f"{message.name} wrote to {current.tenant.name}",
        template="blog/mail/contact_message",
        extra_headers={"Reply-To": formataddr((" ".join(message.name.split()), message.email))},
        message=message,
        studio_url=f"{current.tenant.origin}/studio/contact/{message.id}",
    )
