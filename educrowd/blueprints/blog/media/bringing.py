"""Pictures come: from those who have a text that may show them."""

from __future__ import annotations

from typing import Any, BinaryIO

from educrowd.core import entitlements
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.limits import throttle
from educrowd.core.pages import authorize

from ..models import Media

RATE = "300 per hour"


def bring(picture: BinaryIO, **said: Any) -> Media:
    """Keep a picture before a text is named that shows it; whoever writes none may not."""
    authorize(_has_a_text(current.user))
    throttle(RATE, "picture", str(current.user.id))
    media = Media.upload(picture, **said)
    db.session.flush()
    return media


def _has_a_text(user: Any) -> bool:
    """Whether they write posts, or run or help something that an update may be about."""
    return user.can("posts.write") or any(kind.choices(user) for kind in entitlements.KINDS.values())
