"""Giving: who pays gets the receipts, who is meant gets the rewards, and neither learns of the other's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from educrowd.blueprints.auth.mailers import send_claim, send_reset
from educrowd.blueprints.auth.models.user import User
from educrowd.blueprints.auth.names import email_address
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.jobs import job

from ..backing import admit, open_to
from ..models import Gift, Pledge
from ..models.errors import Frozen
from .mailers import send_gift

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Giving:
    """For whom a pledge is, and what to tell them when."""

    recipient_name: str
    recipient_email: str
    message: str = ""
    deliver_on: date | None = None

    def check(self, giver: User) -> None:
        """Refuse what cannot be a gift; what is known of the recipient's address plays no part."""
        if email_address(self.recipient_email) == giver.email:
            raise Invalid("recipient_email", "This is your own address: pledge without making it a gift.")
        today = utcnow().date()
        if self.deliver_on and not today - timedelta(days=1) <= self.deliver_on <= today + LONGEST:
            raise Invalid("deliver_on", "Choose a day within the next year.")

    def stands_on(self, pledge: Pledge) -> bool:
        """Whether this is what was noted with a pledge."""
        gift, email = pledge.gift, email_address(self.recipient_email)
        said = (self.recipient_name, email, self.message, self.deliver_on)
        return gift is not None and said == (gift.recipient_name, gift.recipient_email, gift.message, gift.deliver_on)

    def write_on(self, pledge: Pledge) -> None:
        """Note it with a pledge."""
        gift = pledge.gift or Gift(pledge_id=pledge.id)
        gift.recipient_name, gift.message = self.recipient_name, self.message
        gift.recipient_email, gift.deliver_on = email_address(self.recipient_email), self.deliver_on
        pledge.gift = gift
        db.session.flush()


def change_gift(pledge: Pledge, giving: Giving) -> None:
    """Another person, word or day, until the recipient has heard of it."""
    gift = Gift.held(pledge.id)
    if gift is None or not gift.is_changeable:
        raise Frozen("This gift can no longer be changed.")
    giving.check(pledge.user)
    giving.write_on(pledge)
    if pledge.state == "collected":
        promise_gift(pledge)


def promise_gift(pledge: Pledge) -> None:
    """See that its recipient hears of it: now, or on the morning of its day."""
    assert pledge.gift is not None
    due_at = None if pledge.gift.is_due else pledge.gift.due_at
    deliver_gift.later(pledge.id, _at=due_at)


@job
def deliver_gift(pledge_id: int) -> None:
    """Hand it over, once, when it is paid and due; what was taken back meanwhile is never heard of."""
    gift = Gift.held(pledge_id)
    if gift is None or gift.pledge.state != "collected" or not gift.is_due:
        return
    if not gift.is_told:
        gift.recipient = User.guest(gift.recipient_email, gift.recipient_name)
        gift.told_at = utcnow()
        send_gift.later(gift.id)
    hand_over(gift)


def hand_over(gift: Gift) -> bool:
    """Give access to its recipient; not to an account that nobody has proven to be theirs."""
    person = gift.recipient
    if person is None or gift.pledge.state != "collected" or (person.is_claimed and not person.is_verified):
        return False
    admit(gift.pledge, person.id)
    open_to(gift.pledge, person.id)
    return True


def open_gift(gift: Gift) -> bool:
    """Its recipient wants it: True once the account has it and is theirs, else a letter leads there."""
    person = gift.recipient
    assert person is not None
    if not person.is_claimed:
        send_claim.later(person.id)
        return False
    if not hand_over(gift):
        send_reset.later(person.email)
        return False
    return True
