"""Imports for tests, done at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.lms.models import Course
from educrowd.core import imports
from educrowd.core.db import db
from educrowd.core.imports import Import


def import_course(made: Import, *, by: Any) -> Course:
    """The course that an archive became."""
    imports.confirm(made, by=by)
    return db.session.scalars(select(Course).where(Course.id == made.about_id)).one()
