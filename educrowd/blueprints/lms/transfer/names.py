"""What a part of another course is called in this one: the same name whenever it comes."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from ..models import Course
from ..models.uid import ALPHABET


class Names:
    """Parts that the course has already keep their names; all others get one that depends on course and old name."""

    def __init__(self, course: Course):
        self.course = course

    def uid(self, old: str, known: object = ()) -> str:
        """A uid of ten characters."""
        if old in known:  # pyright: ignore[reportOperatorIssue]
            return old
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in self._digest(old)[:10])

    def public_id(self, old: str, known: object = ()) -> str:
        """A public id of twenty hexadecimal digits, that nobody can guess who knows the old one."""
        return old if old in known else self._digest(old).hex()[:20]  # pyright: ignore[reportOperatorIssue]

    def _digest(self, old: str) -> bytes:
        key = str(current_app.config["SECRET_KEY"]).encode()
        told = f"{self.course.tenant_id}/{self.course.id}/{old}"
        return hmac.new(key, told.encode(), hashlib.sha256).digest()
