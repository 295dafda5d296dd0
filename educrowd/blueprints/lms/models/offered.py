"""What courses, bundles and plans have in common: a status, and an address made of the title."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.slugs import first_free, slugify

STATUSES = ("draft", "published", "archived")
# What the studio says in their place.
RESERVED = frozenset({"new"})


class Offered:
    """`nameless` is the address of a title without letters."""

    nameless = "course"

    @classmethod
    def address_for(cls: Any, title: str) -> str:
        """A free slug made of the title."""
        slug = slugify(title, otherwise=cls.nameless)
        return first_free(slug, lambda slug: slug in RESERVED or cls.is_taken(slug))

    @classmethod
    def is_taken(cls: Any, slug: str) -> bool:
        return db.session.scalar(select(cls.id).where(cls.slug == slug)) is not None

    @property
    def is_published(self: Any) -> bool:
        return self.status == "published"

    @property
    def is_draft(self: Any) -> bool:
        return self.status == "draft"
