"""Identities that outlive edits, moves and copies."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, validates

from educrowd.core.uids import ALPHABET, new_uid

__all__ = ["ALPHABET", "Identified", "new_uid"]


class Identified:
    """A part of a course with an immutable uid, by which progress knows it."""

    uid: Mapped[str] = mapped_column(default=new_uid)

    @validates("uid")
    def _keep_uid(self, _name: str, uid: Any) -> Any:
        if self.uid not in (None, uid):
            raise ValueError("a uid never changes")
        return uid
