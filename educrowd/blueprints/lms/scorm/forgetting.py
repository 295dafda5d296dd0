"""Packages that nothing refers to any more go, with the bytes they took."""

from __future__ import annotations

import shutil
from datetime import timedelta

from sqlalchemy import select

from educrowd.core import files
from educrowd.core.db import after_commit, db, utcnow
from educrowd.core.jobs import job

from ..models import Course, Lesson, PublishedLesson, ScormPackage
from .packing import place_of

# An upload may wait so long for the lesson that names it.
KEEP = timedelta(days=1)


@job(queue="bulk")
def forget_old_packages() -> None:
    """Remove what neither a draft nor an edition plays; an edition is never changed, so its packages stay."""
    named = [model.settings["package"].as_string() == ScormPackage.public_id for model in (Lesson, PublishedLesson)]
    plays = [select(1).where(one).exists() for one in named]
    old = select(ScormPackage).where(ScormPackage.created_at < utcnow() - KEEP, ~plays[0], ~plays[1])
    for package in db.session.scalars(old):
        _remove(package.public_id)
        db.session.delete(package)


def forget_packages(course: Course) -> None:
    """With a course that is deleted go the bytes of its packages, once that has ended well."""
    for public_id in db.session.scalars(select(ScormPackage.public_id).where(ScormPackage.course_id == course.id)):
        _remove(public_id)


def _remove(public_id: str) -> None:
    root = files.path_of(place_of(public_id, ""))
    after_commit(lambda: shutil.rmtree(root, ignore_errors=True))
