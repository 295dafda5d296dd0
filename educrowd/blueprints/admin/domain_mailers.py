"""What a site's owners are told about its own domains."""

from __future__ import annotations

from flask import current_app

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Domain
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.registry import domain_news

SUBJECTS = {
    "verified": "Your site answers at {host}",
    "unproven": "The record of {host} is gone",
    "lapsed": "Your site no longer answers at {host}",
}


@domain_news.offer()
def write_about_domain(topic: str, domain: Domain) -> None:
    """Each owner gets a letter of their own."""
    for owner in db.session.scalars(User.owners()):
        send_domain_letter.later(topic, owner.id, domain.host)


@mailer
def send_domain_letter(topic: str, owner_id: int, host: str) -> None:
    """Say what has happened to a domain, and what to do."""
    mail.deliver(
        to=db.session.get_one(User, owner_id).email,
        subject=SUBJECTS[topic].format(host=host),
        template=f"admin/mail/domain_{topic}",
        sender=current_app.config["PLATFORM_NAME"],
        host=host,
        url=f"{current.tenant.origin}/studio/domains/",
    )
