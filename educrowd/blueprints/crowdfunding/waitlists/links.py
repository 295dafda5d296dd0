"""The signed address of a place on a waitlist: who holds it confirms, leaves, and takes what was kept."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from educrowd.core.current import current
from educrowd.core.db import db

from ..models import WaitlistEntry


def token_of(entry: WaitlistEntry) -> str:
    return str(_signer().dumps(entry.id))


def page_of(entry: WaitlistEntry) -> str:
    """The absolute address of the page that says how it stands."""
    return f"{current.tenant.origin}/waitlist/{token_of(entry)}"


def pledge_page_of(entry: WaitlistEntry) -> str:
    """The absolute address at which the place is taken."""
    return f"{current.tenant.origin}/projects/{entry.reward.project.slug}/pledge?place={token_of(entry)}"


def behind_link(token: str) -> WaitlistEntry | None:
    """The entry that a link means; None where it is not ours."""
    try:
        entry_id = _signer().loads(token)
    except BadSignature:
        return None
    return db.session.scalar(WaitlistEntry.in_line().where(WaitlistEntry.id == entry_id))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"waitlist-{current.tenant.id}")
