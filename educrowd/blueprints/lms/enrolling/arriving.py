"""Seats that come with the file of a site."""

from __future__ import annotations

from sqlalchemy import case, select, update

from educrowd.blueprints.auth.models import User
from educrowd.core import registry
from educrowd.core.db import db

from ..access import SOURCE
from ..models import Enrollment
from ..models.given import ELSEWHERE, GIVEN


@registry.taken_in.offer(order=50)
def seats_given_to_addresses() -> None:
    """Whoever has registered an address here is not yet the one who entered these courses elsewhere."""
    unproven = select(User.id).where(User.password_hash.is_not(None), User.is_verified.is_(False))
    theirs = update(Enrollment).where(Enrollment.user_id.in_(unproven), Enrollment.source.not_in(GIVEN))
    source = case((Enrollment.source == SOURCE, ELSEWHERE), else_="staff")
    db.session.execute(theirs.values(source=source, updated_at=Enrollment.updated_at))
