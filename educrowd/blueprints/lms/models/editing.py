"""How a course is described, priced, and given to learners or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.db import utcnow
from educrowd.core.markdown import render
from educrowd.core.money import chargeable

from ..signals import lessons_published

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from .edition import Edition

ACTS = {"draft": "course.unpublished", "published": "course.published", "archived": "course.archived"}
# What an editor changes with the status has an entry of its own, and what follows from a text has none.
EDITED = ("title", "slug", "summary", "description", "price_amount", "currency")


class Edited:
    """What its makers change of a course."""

    if TYPE_CHECKING:
        id: Mapped[int]
        description: Mapped[str]
        description_html: Mapped[str]
        status: Mapped[str]
        price_amount: Mapped[int]
        currency: Mapped[str]
        published_at: Mapped[datetime | None]

        @property
        def is_published(self) -> bool: ...
        @property
        def edition(self) -> Edition: ...
        def move_to(self, slug: str) -> None: ...
        def freeze(self: Any, *, by: Any = None, note: str = "") -> None: ...

    def describe(self, markdown: str) -> None:
        self.description = markdown
        self.description_html = render(markdown)

    def change(self, *, slug: str | None = None, description: str | None = None, **facts: Any) -> None:
        """Replace what is given; `status` publishes, archives or takes back to a draft."""
        if slug is not None:
            self.move_to(slug)
        if description is not None:
            self.describe(description)
        if status := facts.pop("status", None):
            self.become(status)
        for name, value in facts.items():
            setattr(self, name, value)
        self.check_price()
        self._note_edit()

    def check_price(self) -> None:
        """A price is free or can be charged; Invalid otherwise. Orders that were made keep theirs."""
        if self.price_amount:
            chargeable(self.price_amount, self.currency, "price_amount")

    def become(self, status: str) -> None:
        """Drafts are seen by their makers, published courses by all, archived ones by those enrolled."""
        if status == self.status:
            return
        if self.status == "archived":
            require_room("courses")
        self.status = status
        if self.is_published:
            self.freeze()
        if self.is_published and self.published_at is None:
            self.published_at = utcnow()
        audit(ACTS[status], subject=self)
        self.tell_lessons()

    def tell_lessons(self) -> None:
        """Announce how many lessons are out, while people can read them."""
        if self.is_published:
            lessons_published.send(self, course_id=self.id, count=len(self.edition.lessons))

    def archive(self) -> None:
        self.become("archived")

    def _note_edit(self) -> None:
        changes = inspect(self).attrs
        if fields := [name for name in EDITED if changes[name].history.has_changes()]:
            audit("course.changed", subject=self, fields=fields)
