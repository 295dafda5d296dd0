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
    "orders",
    "schedules",
    "scorm",
    "sections",
]
