"""SCORM packages taken in: judged, unpacked, and shown by a lesson of the draft."""

from __future__ import annotations

import secrets

from educrowd.core import files
from educrowd.core.allowances import require_room
from educrowd.core.archives import Archive
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Course, Lesson, ScormPackage
from .manifest import manifest_of

LARGEST = 50 * 1024 * 1024


def take_in(course: Course, data: bytes, *, public_id: str = "", keeps: bool = True) -> ScormPackage:
    """Keep a package; Invalid with the reason where it can't be played here, or the plan is full.

    With `keeps=False` its bytes are left, for a look that is taken back.
    """
    if len(data) > LARGEST:
        raise Invalid("file", f"A package has at most {LARGEST // 1024**2} MB.")
    archive = Archive(data)
    manifest = manifest_of(archive)
    require_room("storage_mb", archive.size_bytes)
    package = ScormPackage(
        course_id=course.id,
        public_id=public_id or secrets.token_hex(10),
        title=manifest.title,
        launch=manifest.launch,
        launch_data=manifest.launch_data,
        mastery_score=manifest.mastery_score,
        files_count=len(archive.names),
        size_bytes=archive.size_bytes,
    )
    for name in archive.names if keeps else ():
        files.write(place_of(package.public_id, name), archive.read(name))
    db.session.add(package)
    db.session.flush()
    audit("course.package_added", subject=course, package=package.title)
    return package


def show_in(lesson: Lesson, package: ScormPackage) -> None:
    """Let a lesson of the draft play it; learners see it with the next edition."""
    lesson.change(settings={**lesson.settings, "package": package.public_id})


def place_of(public_id: str, name: str) -> str:
    """Where a file of a package is kept."""
    return f"{public_id}.scorm/{name}"
