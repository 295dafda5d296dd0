"""What a site's owners are told about its file and its end."""

from __future__ import annotations

from typing import Any

from flask import current_app

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import SiteDeletion, SiteExport
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.registry import leaving_news

SUBJECTS = {
    "deletion_requested": "{site} will be deleted",
    "deletion_withdrawn": "{site} stays",
    "deletion_soon": "{site} will be erased in a week",
}


@leaving_news.offer()
def write_about_leaving(topic: str, **about: Any) -> None:
    """Whoever asked hears of the file, each owner of the rest."""
    if topic in ("file_ready", "file_failed"):
        send_file_letter.later(about["export"].id)
    elif topic == "erased":
        for address in about["addresses"]:
            send_farewell.later(address, about["name"])
    else:
        for owner in db.session.scalars(User.owners()):
            send_deletion_letter.later(topic, owner.id, about["deletion"].id)


@mailer
def send_file_letter(export_id: int) -> None:
    """The file can be loaded, or could not be made."""
    export = db.session.get_one(SiteExport, (current.tenant_id, export_id))
    if export.asked_by_id is None:
        return
    subject = "Your site’s file is ready" if export.is_ready else "Your site’s file could not be made"
    _deliver(export.asked_by_id, subject, "site_file", export=export)


@mailer
def send_deletion_letter(topic: str, owner_id: int, deletion_id: int) -> None:
    """The site is closed, open again, or about to be erased."""
    deletion = db.session.get_one(SiteDeletion, (current.tenant_id, deletion_id))
    subject = SUBJECTS[topic].format(site=current.tenant.name)
    _deliver(owner_id, subject, f"site_{topic}", deletion=deletion, site=current.tenant.name)


@mailer
def send_farewell(address: str, name: str) -> None:
    """It is done; nobody can be asked for anything there any more."""
    mail.deliver(to=address, subject=f"{name} is erased", template="admin/mail/site_erased", site=name)


def _deliver(person_id: int, subject: str, template: str, **about: Any) -> None:
    mail.deliver(
        to=db.session.get_one(User, person_id).email,
        subject=subject,
        template=f"admin/mail/{template}",
        sender=current_app.config["PLATFORM_NAME"],
        url=f"{current.tenant.origin}/studio/leaving/",
        **about,
    )
