"""What moderators are shown: the comments of one state, and how many wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_

from ..db import db

STATES = {"waiting": "held", "published": "published", "hidden": "hidden", "deleted": "deleted"}
VIEWS = ("waiting", "reported", "published", "hidden", "deleted")


def in_view(comments: Select[Any], table: Any, view: str) -> Select[Any]:
    """Those of one of VIEWS; of what needs somebody's word that which has waited longest is on top."""
    listed = comments.where(table.is_reported() if view == "reported" else table.status == STATES[view])
    return listed.order_by(table.id if view in ("waiting", "reported") else table.id.desc())


def count_waiting(comments: Select[Any], table: Any) -> dict[str, int]:
    """How many of these wait for a moderator's word, and how many readers object to."""
    is_waiting, is_reported = table.status == "held", table.is_reported()
    counted = comments.where(or_(is_waiting, is_reported))
    counted = counted.with_only_columns(func.count().filter(is_waiting), func.count().filter(is_reported))
    return dict(zip(("waiting", "reported"), db.session.execute(counted).one(), strict=True))
