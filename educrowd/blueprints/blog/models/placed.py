"""Everything about a post beside its text: whom it is for, who writes it, where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .addressed import Addressed
from .commentable import Commentable
from .serial import Serial
from .written import Written


class Placed(Commentable, Written, Serial, Addressed):
    """What is left out stays as it is."""

    @property
    def around(self) -> dict[str, str]:
        """All of it as a form says it."""
        others = sorted(one.user_id for one in self.authors if one.user_id not in (None, self.author_id))
        return {
            "audience": self.addressed_to,
            "comment_policy": self.comment_policy,
            "series": self.series.title if self.series else "",
            "part": str(self.series_part or ""),
            "co_authors": ",".join(map(str, others)),
            "guest_names": "\n".join(author.name for author in self.guests),
        }

    def place(
        self,
        *,
        audience: str | None = None,
        comment_policy: str | None = None,
        series: str | None = None,
        part: int | None = None,
        co_authors: Iterable[Any] | None = None,
        guest_names: Iterable[str] | None = None,
    ) -> None:
        """Take over what is given."""
        if audience:
            self.address_to(audience)
        if comment_policy:
            self.comment_policy = comment_policy
        if series is not None:
            self.put_into(series, part)
        if co_authors is not None or guest_names is not None:
            self.sign(co_authors, guest_names)
