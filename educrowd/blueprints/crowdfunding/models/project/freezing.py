"""What backers count on stands after the launch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Frozen

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

FROZEN = (
    "goal_amount", "currency", "deadline", "kind", "slug", "title", "course_id", "recovery_days", "collected_percent",
    "launch_at",
)  # fmt: skip


class Freezing:
    """A project that can be edited as long as nobody backs it."""

    if TYPE_CHECKING:
        state: Mapped[str]

        @property
        def is_draft(self) -> bool: ...
        @property
        def is_waiting(self) -> bool: ...

    def change(self, **values: object) -> None:
        """Edit it; after the launch goal, currency, deadline and kind stand, while it waits for one everything does."""
        if self.is_waiting:
            raise Frozen("Take it back to a draft before you change it: this is what gets reviewed and launched.")
        frozen = [name for name in FROZEN if name in values and values[name] != getattr(self, name)]
        if frozen and not self.is_draft:
            raise Frozen("Backers count on this: it stands after the launch.", field=frozen[0])
        for name, value in values.items():
            setattr(self, name, value)
