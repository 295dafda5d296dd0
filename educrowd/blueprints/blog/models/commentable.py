"""Who may write below a post, and who keeps order there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.current import current

POLICIES = ("site", "off", "members", "anyone")
SETTING = "blog_comments"
USUAL = "members"


class Commentable:
    """A post's comments; `comment_policy` says whose are taken, "site" that the site's own setting does."""

    comment_policy: Mapped[str] = mapped_column(default="site", server_default="site")

    if TYPE_CHECKING:

        @property
        def is_published(self) -> bool: ...

        def editable_by(self, user: Any) -> bool: ...

        def opens_to(self, user: Any, key: str = "") -> bool: ...

    @property
    def comments_from(self) -> str:
        """Whose comments are taken in the end: off, members or anyone."""
        return usual_policy() if self.comment_policy == "site" else self.comment_policy

    @property
    def takes_comments(self) -> bool:
        return self.is_published and self.comments_from != "off"

    def takes_comments_from(self, user: Any) -> bool:
        """Whether this person may write: of what they may read, and a visitor only where anyone may."""
        if not self.takes_comments or not self.opens_to(user):
            return False
        if self.comments_from == "anyone" or not user.is_authenticated:
            return self.comments_from == "anyone"
        return user.is_member or self.moderatable_by(user)

    def moderatable_by(self, user: Any) -> bool:
        return self.editable_by(user)


def usual_policy() -> str:
    """What the site says of posts that say nothing themselves."""
    chosen = current.tenant.settings.get(SETTING)
    return chosen if chosen in POLICIES[1:] else USUAL
