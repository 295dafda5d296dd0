"""What crowdfunding writes to backers and creators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.money import display
from educrowd.core.payments import Payout, Recovery

from .gifts.links import page_of as gift_page
from .models import Pledge, Project
from .pledging.links import page_of


@mailer
def send_pledge_saved(pledge_id: int) -> None:
    """Thank a backer and give them the link that changes or cancels the pledge."""
    noun = "membership of" if _pledge(pledge_id).is_monthly else "pledge for"
    write_to_backer(pledge_id, f"Your {noun} “{{title}}”", "pledge_saved")


@mailer
def send_receipt(pledge_id: int) -> None:
    """Say that the card was charged, and for what."""
    write_to_backer(pledge_id, "Receipt: {title}", "receipt")


@mailer
def send_card_problem(pledge_id: int, day: int = 0) -> None:
    """Say that the card was not charged, and until when the backer can do what; nothing once that is settled."""
    pledge = _pledge(pledge_id)
    if pledge.needs_its_backer and pledge.payment_id:
        subject = "Your card for “{title}” needs you" if day == 0 else "“{title}” still waits for your card"
        write_to_backer(pledge_id, subject, "card_problem", recovery=Recovery.of(pledge.payment_id), day=day)


@mailer
def send_let_go(pledge_id: int) -> None:
    """Say that the time to pay is over, and that a late payment is welcome while stock lasts."""
    write_to_backer(pledge_id, "Your pledge for “{title}” was let go", "let_go")


@mailer
def send_fell_short(pledge_id: int) -> None:
    """Say that too little could be collected, and that the money comes back."""
    write_to_backer(pledge_id, "“{title}” fell short: your money comes back", "fell_short")


@mailer
def send_released(pledge_id: int) -> None:
    """Say that it will not happen, and that nothing was charged."""
    write_to_backer(pledge_id, "“{title}” will not happen", "released")


@mailer
def send_outcome(project_id: int) -> None:
    """Tell the creator how it ended."""
    project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
    is_funded = project.is_successful and not project.is_monthly
    mail.deliver(
        to=project.creator.email,
        subject=f"“{project.title}” " + ("is funded" if is_funded else "has ended"),
        template="crowdfunding/mail/outcome",
        project=project,
        studio_url=f"{current.tenant.origin}/studio/projects/{project.id}/",
    )


def _pledge(pledge_id: int) -> Pledge:
    return db.session.scalars(select(Pledge).where(Pledge.id == pledge_id)).one()


@mailer
def send_payout_news(payout_id: int) -> None:
    """Tell whoever asked for a payout that it has arrived, or why it came back."""
    payout = db.session.scalars(select(Payout).where(Payout.id == payout_id)).one()
    asker = db.session.get_one(User, payout.user_id)
    amount = display(payout.amount, payout.currency)
    mail.deliver(
        to=asker.email,
        subject=f"{amount} has reached your bank" if payout.state == "paid" else f"Your payout of {amount} came back",
        template="crowdfunding/mail/payout",
        payout=payout,
        payout_url=f"{current.tenant.origin}/studio/money/payouts/{payout.id}/",
    )


@mailer
def send_delivery(pledge_id: int, status: str) -> None:
    """Tell a backer that the reward is on its way, or there."""
    words = "is on its way" if status == "shipped" else "has arrived"
    write_to_backer(pledge_id, f"“{{title}}”: your reward {words}", "delivery", is_to_who_gets_it=True, status=status)


def write_to_backer(
    pledge_id: int, subject: str, template: str, *, is_to_who_gets_it: bool = False, **context: Any
) -> None:
    """Mail a backer about their pledge, with its signed address; or whom it is given to, once they know."""
    pledge = _pledge(pledge_id)
    gift = pledge.gift if is_to_who_gets_it and pledge.gift and pledge.gift.is_told else None
    mail.deliver(
        to=gift.recipient_email if gift else pledge.user.email,
        subject=subject.format(title=pledge.project.title),
        template=f"crowdfunding/mail/{template}",
        pledge=pledge,
        project=pledge.project,
        pledge_url=gift_page(gift) if gift else page_of(pledge.public_id),
        project_url=f"{current.tenant.origin}/projects/{pledge.project.slug}",
        **context,
    )
