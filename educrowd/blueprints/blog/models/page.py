"""What a site says for good: about, imprint, how to find us."""

from __future__ import annotations

from typing import Any, Self

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from educrowd.core.audit import audit
from educrowd.core.db import db

from ..signals import page_changed
from .entry import Entry


class Page(Entry):
    """A text of the site itself, right below its address: no author, no date, no comments."""

    __mapper_args__ = {"polymorphic_identity": "page"}
    desk, editor = "blog.page_studio", "blog.page_studio.pages"
    nameless = "page"

    @classmethod
    def public(cls) -> Select[Self]:
        """What everyone may read, by title."""
        return select(cls).where(cls.status == "published").order_by(cls.title, cls.id)

    @classmethod
    def listed(cls) -> Select[Self]:
        """Pages as the studio lists them, without their texts."""
        return select(cls).order_by(cls.title, cls.id).options(*without_text())

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """What a person may read: public pages and, for editors, the others."""
        return cls.listed() if user.can("posts.manage") else cls.public().options(*without_text())

    @staticmethod
    def reserved_names() -> frozenset[str]:
        """The first word of every address that the application has, so that no page hides one or is hidden."""
        steps = (rule.rule.split("/")[1] for rule in current_app.url_map.iter_rules())
        return frozenset(step for step in steps if step and not step.startswith("<"))

    @property
    def path(self) -> str:
        return f"/{self.slug}"

    def announce(self) -> None:
        page_changed.send(page_id=self.id, path=self.path)

    def unpublish(self) -> None:
        super().unpublish()
        page_changed.send(page_id=self.id, path=self.path)

    def move_to(self, slug: str) -> None:
        former = self.path
        super().move_to(slug)
        page_changed.send(page_id=self.id, path=former)

    def delete(self) -> None:
        """Take it away with its versions; menus that lead to it are told."""
        audit("page.deleted", subject=self)
        db.session.delete(self)
        db.session.flush()
        page_changed.send(page_id=self.id, path=self.path)

    def editable_by(self, user: Any) -> bool:
        return user.can("posts.manage")


def without_text() -> tuple[Any, ...]:
    return defer(Page.body_markdown), defer(Page.body_html)
