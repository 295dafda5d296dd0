"""Letters that say what was changed in how somebody is known here, so that nothing of it happens unawares."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.mail import deliver, mailer

from . import mailers
from .models import DataExport, RecoveryCode, SingleUseCode, User
from .models.link import DISOWN

SUBJECTS = {
    "password_changed": "Your password was changed",
    "second_factor_on": "Log-ins ask for a second step now",
    "second_factor_off": "Log-ins no longer ask for a second step",
    "passkey_added": "A passkey opens your account now",
    "passkey_removed": "A passkey was removed",
    "recovery_codes": "You have new recovery codes",
    "recovery_code_used": "A recovery code was used",
}


@mailer
def tell(user_id: int, what: str) -> None:
    """One of the letters above, with a way to take the account back."""
    user = db.session.get_one(User, user_id)
    deliver(
        to=user.email,
        subject=SUBJECTS[what],
        template="auth/mail/security",
        user=user,
        what=what,
        subject_line=SUBJECTS[what],
        codes_left=RecoveryCode.left(user),
        url=disowning_url(user),
    )


@mailer
def tell_of_device(user_id: int, device: str, address: str) -> None:
    """Somebody signed in from where they have never been."""
    user = db.session.get_one(User, user_id)
    deliver(
        to=user.email,
        subject="Somebody logged in as you",
        template="auth/mail/new_device",
        user=user,
        device=device,
        address=address,
        here=mailers.here(),
        url=disowning_url(user),
    )


@mailer
def tell_of_export(export_id: int) -> None:
    """Their file is ready; the link opens nothing for anybody else."""
    export = db.session.get(DataExport, export_id)
    if export:
        url, user = mailers.url_of("/account/data"), export.user
        deliver(to=user.email, subject="Your data is ready", template="auth/mail/export", user=user, url=url)


def disowning_url(user: User) -> str:
    """Where somebody says that it was not them."""
    return mailers.on_platform(f"/not-me/{SingleUseCode.issue(user, DISOWN)}")
