"""What is written to those who wait for a reward."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..models import WaitlistEntry
from ..pledging import links
from ..queries import pledge_of
from . import links as waitlist_links


@mailer
def send_waitlist_confirm(entry_id: int) -> None:
    """Ask whoever typed the address: nobody is in line before its owner says yes."""
    entry = _entry(entry_id)
    if entry.state == "unconfirmed":
        _write(entry, "Wait for “{reward}”?", "waitlist_confirm")


@mailer
def send_place_offered(entry_id: int) -> None:
    """Say that one came free, until when it is kept, and where to take it; a backer changes the pledge for it."""
    entry = _entry(entry_id)
    if entry.state == "offered":
        _write(entry, "“{reward}” is kept for you", "place_offered", take_url=_where_to_take(entry))


@mailer
def send_place_lapsed(entry_id: int) -> None:
    """Say that it went on to the next in line."""
    _write(_entry(entry_id), "“{reward}” went on to the next in line", "place_lapsed")


def _entry(entry_id: int) -> WaitlistEntry:
    return db.session.scalars(select(WaitlistEntry).where(WaitlistEntry.id == entry_id)).one()


def _where_to_take(entry: WaitlistEntry) -> str:
    pledge = pledge_of(entry.reward.project, entry.user)
    if pledge and pledge.is_changeable:
        return links.page_of(
            pledge.public_id, "change", reward=str(entry.reward_id), place=waitlist_links.token_of(entry)
        )
    return waitlist_links.pledge_page_of(entry)


def _write(entry: WaitlistEntry, subject: str, template: str, **context: Any) -> None:
    project = entry.reward.project
    mail.deliver(
        to=entry.user.email,
        subject=subject.format(reward=entry.label),
        template=f"crowdfunding/mail/{template}",
        entry=entry,
        project=project,
        waitlist_url=waitlist_links.page_of(entry),
        project_url=f"{current.tenant.origin}/projects/{project.slug}",
        **context,
    )
