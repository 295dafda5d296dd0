"""A picture that questions or lessons of a course show."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, Timestamps, db, refers

from .pictures import by_name


class CoursePicture(TenantOwned, Timestamps, Model):
    """Texts name it by its digest. Versions and editions are never changed, so it stays as long as the course."""

    # It is older than pictures of lessons; archives of sites name tables.
    __tablename__ = "quiz_pictures"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "digest"),
        CheckConstraint("digest ~ '^[0-9a-f]{32}$'", name="digest"),
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    digest: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]

    @property
    def name(self) -> str:
        """As texts name it."""
        return by_name(self.digest)

    @classmethod
    def known(cls, course_id: int, digests: Iterable[str]) -> dict[str, CoursePicture]:
        """Those of the course, by digest."""
        wanted = select(cls).where(cls.course_id == course_id, cls.digest.in_(list(digests)))
        return {picture.digest: picture for picture in db.session.scalars(wanted)}
