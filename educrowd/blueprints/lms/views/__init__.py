"""Pages: what visitors and learners see, and the studio's course builder."""

from . import (
    announcements,
    certificates,
    checkout,
    completions,
    courses,
    discussions,
    enrollments,
    grades,
    learning,
    lessons,
    media,
    notes,
    orders,
    packages,
    scorm,
    searching,
    studio,
)
from .blueprint import bp

__all__ = [
    "announcements",
    "bp",
    "certificates",
    "checkout",
    "completions",
    "courses",
    "discussions",
    "enrollments",
    "grades",
    "learning",
    "lessons",
    "media",
    "notes",
    "orders",
    "packages",
    "scorm",
    "searching",
    "studio",
]
