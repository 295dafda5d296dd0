"""Letters around the newsletter: is this your wish?"""

from __future__ import annotations

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.mail import mailer

from ..models import Subscriber


@mailer
def send_confirmation(email: str, source: str = "form", name: str = "") -> None:
    """Whoever typed the address: nothing else is sent to it before its owner says yes."""
    subscriber = Subscriber.known(email, source=source, name=name)
    try:
        _send_known(subscriber) if subscriber.is_confirmed else _ask(subscriber)
    except mail.Bounced as refusal:
        subscriber.bounce(str(refusal)[:500], is_hard=True)


def _ask(subscriber: Subscriber) -> None:
    mail.deliver(
        to=subscriber.email,
        subject=f"Letters from {current.tenant.name}: is that your wish?",
        template="blog/mail/newsletter_confirm",
        confirm_url=f"{current.tenant.origin}/newsletter/confirmation/{subscriber.issue_code()}",
    )


def _send_known(subscriber: Subscriber) -> None:
    mail.deliver(
        to=subscriber.email,
        subject=f"You get letters from {current.tenant.name} already",
        template="blog/mail/newsletter_known",
    )
