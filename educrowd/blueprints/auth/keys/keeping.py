"""Making and revoking API keys; each is told to the person whose key it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused

from .. import mailers
from ..entering import signing_in
from ..models import ApiKey, User
from ..scopes import SCOPES

MOST_KEYS = 25
LONGEST = timedelta(days=366)
WARNING = timedelta(days=7)


class TooManyKeys(Refused):
    """Somebody who has so many knows no longer where they are."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_KEYS} keys on this site. Revoke one that nobody uses.")


def make_key(user: User, *, name: str, scopes: list[str], expires_at: datetime, password: str) -> tuple[ApiKey, str]:
    """A key and the words that prove it, shown once; asks for the password, as a key outlives a sign-in."""
    signing_in.confirm_password(user, password)
    _check(user, scopes, expires_at)
    key, token = ApiKey.make(user, name=name, scopes=scopes, expires_at=expires_at)
    audit("api_key.created", subject=key, scopes=key.scopes, until=expires_at.date().isoformat())
    mailers.send_key_made.later(key.id)
    if expires_at - utcnow() > WARNING:
        mailers.send_key_ends.later(key.id, _at=expires_at - WARNING)
    return key, token


def revoke_key(key: ApiKey) -> None:
    """End it at once; where somebody else does, its person gets a letter."""
    key.revoke()
    audit("api_key.revoked", subject=key, person=key.user.name)
    if key.user_id != current.user.id:
        mailers.send_key_revoked.later(key.id)


def offered_to(user: User) -> list[str]:
    """The scopes that can do something with this person's rights."""
    return [
        scope.name
        for scope in SCOPES.values()
        if not scope.abilities or scope.is_personal or any(user.can(ability) for ability in scope.abilities)
    ]


def _check(user: User, scopes: list[str], expires_at: datetime) -> None:
    if not set(scopes) <= set(offered_to(user)):
        raise Invalid("scopes", "Choose from what you may do here yourself.")
    if not utcnow() < expires_at <= utcnow() + LONGEST:
        raise Invalid("expires_at", "Choose a day within a year from now.")
    mine = select(func.count()).select_from(ApiKey.visible_to(user).where(ApiKey.user_id == user.id).subquery())
    if (db.session.scalar(mine) or 0) >= MOST_KEYS:
        raise TooManyKeys()
