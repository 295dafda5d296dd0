"""The signed address of a gift, which its recipient's letter holds and its giver never sees."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Gift


def token_of(gift: Gift) -> str:
    """What an address must carry to speak for who is given it."""
    return str(_signer().dumps(gift.id))


def page_of(gift: Gift, *steps: str) -> str:
    """The absolute address of the page on which it is opened, or of a step below it."""
    return "/".join((f"{current.tenant.origin}/gifts/{token_of(gift)}", *steps))


def behind_link(token: str) -> Gift | None:
    """The gift that a link means; None where it is not ours, or nobody was told of it."""
    try:
        gift_id = _signer().loads(token)
    except BadSignature:
        return None
    return db.session.scalar(select(Gift).where(Gift.id == gift_id, Gift.told_at.is_not(None)))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"gift-{current.tenant.id}")
