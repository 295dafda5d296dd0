"""What a backer is called: by the name they gave with the pledge, never by one that their address has elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_

from educrowd.blueprints.auth.models.user import User

from ..gift import Gift

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

NAMELESS = "A backer"


class Named:
    """The faces of a pledge: for the public, for its project's people, for a search."""

    if TYPE_CHECKING:
        public_id: Mapped[str]
        name: Mapped[str]
        is_anonymous: Mapped[bool]
        user: Mapped[User]
        gift: Mapped[Gift | None]

    @classmethod
    def like(cls, words: str) -> ColumnElement[bool]:
        """A part of the name or address of the backer, or of whom it is given to."""
        given = Gift.recipient_name, Gift.recipient_email
        is_given = cls.gift.has(or_(*(_contains(part, words) for part in given)))
        return or_(_contains(cls.name, words), cls.user.has(_contains(User.email, words)), is_given)

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def backer_name(self) -> str:
        """The name for the public."""
        return "Anonymous" if self.is_anonymous else self.name or NAMELESS

    @property
    def backer_seed(self) -> str:
        """What their drawn face grows from; it tells no more about who it is than the name does."""
        return self.public_id if self.is_anonymous else self.name or self.public_id


def _contains(part: Any, words: str) -> ColumnElement[bool]:
    return func.lower(part).contains(words.lower(), autoescape=True)
