"""Seats that were given to an address: anybody may have registered it."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import ColumnElement, and_

from .errors import AwaitsProof

# By what an enrollment was had that was bought at another site and came with its file.
ELSEWHERE = "elsewhere"
GIVEN = ("staff", ELSEWHERE)


class Given:
    """What an enrollment waits for whose `source` is one of these."""

    @property
    def awaits_proof(self: Any) -> bool:
        """Whether the seat was given to an address, and who has an account with it has not proven that it is theirs.

        An account without a password is proven by whoever claims it.
        """
        return self.source in GIVEN and self.user.is_claimed and not self.user.is_verified

    def proven(self) -> Self:
        """The same; AwaitsProof while it waits."""
        if self.awaits_proof:
            raise AwaitsProof()
        return self

    @classmethod
    def held_by(cls: Any, user: Any) -> ColumnElement[bool]:
        """Those of this person; what waits for a proof is nobody's yet."""
        return cls.user_id == user.id if user.is_verified else and_(cls.user_id == user.id, cls.source.not_in(GIVEN))
