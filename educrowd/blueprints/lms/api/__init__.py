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
    "sections",
]
