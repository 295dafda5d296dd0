"""Holding the row of a project, so that nobody closes it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from .states import RUNNING_STATES

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Holding:
    """A project under a lock."""

    if TYPE_CHECKING:
        id: Mapped[int]
        state: Mapped[str]

        @classmethod
        def locked(cls, id: int, *, share: bool = False) -> Self: ...
        @property
        def is_suspended(self) -> bool: ...
        @property
        def is_past_deadline(self) -> bool: ...

    def hold_open(self) -> bool:
        """Whether it takes pledges at this very moment; nobody closes it before this transaction ends."""
        project = type(self).locked(self.id, share=True)
        return project.state == "live" and not project.is_suspended and not project.is_past_deadline

    def hold_uncounted(self) -> bool:
        """Whether backers may still go; nobody closes it before this transaction ends."""
        project = type(self).locked(self.id, share=True)
        return project.state == "live" and (project.is_suspended or not project.is_past_deadline)

    def hold_unfinished(self) -> bool:
        """Whether it is still to come or runs; nobody closes it before this transaction ends."""
        project = type(self).locked(self.id, share=True)
        return project.state in RUNNING_STATES and (project.is_suspended or not project.is_past_deadline)
