"""What members are written when a membership ends: that it will, and that it has."""

from __future__ import annotations

from educrowd.core.mail import mailer

from ..mailers import write_to_backer


@mailer
def send_membership_ending(pledge_id: int) -> None:
    """Say until when access lasts, and that the card is not charged again."""
    write_to_backer(pledge_id, "Your membership ends: {title}", "membership_ending")


@mailer
def send_membership_changing(pledge_id: int) -> None:
    """Say what the card is charged from the next month on."""
    write_to_backer(pledge_id, "Your membership from next month on: {title}", "membership_changing")


@mailer
def send_membership_ended(pledge_id: int) -> None:
    """Say that it is over, and that the card was not charged."""
    write_to_backer(pledge_id, "Your membership has ended: {title}", "membership_ended")
