"""An account goes back to its owner: ways in that were begun since then are dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import KnownDevice, Passkey, User
from ..second_factor import proving as second_factor

# The letter about a change leaves a little after it.
LETTERS_TAKE = timedelta(minutes=30)


def drop_ways_in_since(user: User, moment: datetime) -> None:
    """Drop the second step, the passkeys and the known browsers that a thief may have begun."""
    since = moment - LETTERS_TAKE
    if user.profile.totp_since and user.profile.totp_since > since:
        second_factor.forget(user)
    Passkey.drop_since(user, since)
    KnownDevice.drop_since(user, since)
