"""Courses as JSON."""

from . import (
    copies,
    coupons,
    courses,
    editions,
    enrollments,
    grades,
    grading,
    lessons,
    media,
    notes,
    orders,
    schedules,
    scorm,
    sections,
)
from .blueprint import lms

__all__ = [
    "copies",
    "coupons",
    "courses",
    "editions",
    "enrollments",
    "grades",
    "grading",
    "lessons",
    "lms",
    "media",
    "notes",
    "orders",
    "schedules",
    "scorm",
    "sections",
]
