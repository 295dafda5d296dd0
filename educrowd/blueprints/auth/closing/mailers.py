"""The link that closes an account, and the last letter."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.mail import deliver, mailer

from .. import mailers
from ..models import SingleUseCode, User
from ..models.link import CLOSE


@mailer
def send_link(user_id: int) -> None:
    user = db.session.get_one(User, user_id)
    url = mailers.on_platform(f"/account/closing/{SingleUseCode.issue(user, CLOSE)}")
    deliver(to=user.email, subject="Close your account", template="auth/mail/close", user=user, url=url)


@mailer
def send_farewell(email: str, name: str) -> None:
    deliver(to=email, subject="Your account is closed", template="auth/mail/closed", name=name)
