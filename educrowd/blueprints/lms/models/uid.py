"""Identities that outlive edits, moves and copies."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, validates

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_uid() -> str:
    """Ten characters that are easy to read aloud: 49 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class Identified:
    """A part of a course with an immutable uid, by which progress knows it."""

    uid: Mapped[str] = mapped_column(default=new_uid)

    @validates("uid")
    def _keep_uid(self, _name: str, uid: Any) -> Any:
        if self.uid not in (None, uid):
            raise ValueError("a uid never changes")
        return uid
