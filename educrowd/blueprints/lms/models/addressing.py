"""Where a course is found, now and by its old links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.slugs import is_slug

from .course_address import CourseAddress
from .offered import RESERVED

if TYPE_CHECKING:
    from .course import Course


class Addressed:
    """The course's verbs for its slug."""

    @classmethod
    def once_at(cls: Any, slug: str) -> Course | None:
        """The course that had this slug before."""
        moved = select(cls).join(CourseAddress, CourseAddress.course_id == cls.id)
        return db.session.scalars(moved.where(CourseAddress.slug == slug)).one_or_none()

    @classmethod
    def checked_address(cls: Any, slug: str) -> str:
        """The slug itself where a course may take it; Invalid otherwise."""
        if not is_slug(slug) or slug in RESERVED:
            raise Invalid("slug", "Use lower-case letters, digits and hyphens, at most 80 of them.")
        if cls.is_taken(slug):
            raise Invalid("slug", "Another course has this address.")
        return slug

    def move_to(self: Any, slug: str) -> None:
        """Take another slug; the old one redirects until another course takes it."""
        if slug == self.slug:
            return
        self.checked_address(slug)
        db.session.execute(delete(CourseAddress).where(CourseAddress.slug == slug))
        db.session.add(CourseAddress(slug=self.slug, course_id=self.id))
        self.slug = slug
