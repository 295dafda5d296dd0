"""Coming in: at once, or after a second step where the person has one."""

from __future__ import annotations

import time

from flask import session, url_for

from educrowd.core.current import current
from educrowd.core.db import db

from ..models import User
from ..second_factor import proving as second_factor
from . import signing_in

WAITING = "second_step"
PATIENCE_SECONDS = 600


def enter(user: User, next_url: str, *, by_link: bool = False) -> str:
    """Sign in whose password or link was right, or let them show the second one; answers where to go on."""
    if not user.has_second_factor:
        signing_in.join(user)
        signing_in.sign_in(user, by_link=by_link)
        return next_url
    signing_in.sign_out()
    changed_at = user.password_changed_at.timestamp()
    session[WAITING] = [current.tenant_id, user.id, changed_at, time.time(), next_url, by_link]
    return url_for("auth.second_step")


def who_waits() -> User | None:
    """Whose password was right in this browser, on this host, some minutes ago."""
    tenant_id, user_id, changed_at, asked_at, *_ = session.get(WAITING) or (0, 0, 0, 0)
    if tenant_id != current.tenant_id or time.time() - asked_at > PATIENCE_SECONDS:
        return None
    user = db.session.get(User, user_id)
    is_same = user and user.is_active and user.password_changed_at.timestamp() == changed_at
    return user if is_same else None


def finish(user: User, code: str) -> str:
    """The second step was right: sign in; answers where they wanted to go."""
    second_factor.check(user, code)
    _, _, _, _, next_url, *link = session[WAITING]
    signing_in.join(user)
    signing_in.sign_in(user, is_strong=True, by_link=any(link))
    return next_url
