"""Addresses that courses had before, so that old links still arrive."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, refers


class CourseAddress(TenantOwned, Model):
    """A slug that once led to a course."""

    __tablename__ = "course_addresses"
    __constraints__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str]
    course_id: Mapped[int] = refers("courses", ondelete="CASCADE")
