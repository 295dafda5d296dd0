"""Pages whose address is the key: found by it, and kept by nobody on the way."""

from __future__ import annotations

from flask import abort, request
from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Pledge
from ..pledging import links


def pledge_behind_link(public_id: str) -> Pledge:
    """The pledge, for its backer and for who holds its signed address; its page speaks for the backer."""
    pledge = db.session.scalar(select(Pledge).where(Pledge.public_id == public_id))
    key = request.args.get("key", "")
    if pledge is None or not (links.opens(key, public_id) or pledge.user_id == current.user.id):
        abort(404)
    return pledge


def received_pledge(public_id: str) -> Pledge:
    """The same where its backer gets what it brings: a gift asks its recipient, by a link of their own."""
    pledge = pledge_behind_link(public_id)
    return abort(404) if pledge.is_gift else pledge
