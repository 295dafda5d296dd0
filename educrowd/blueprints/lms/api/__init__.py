"""Courses as JSON."""

from . import (
    announcements,
    certificates,
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
    questions,
    schedules,
    scorm,
    sections,
)
from .blueprint import lms

__all__ = [
    "announcements",
    "certificates",
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
    "questions",
    "schedules",
    "scorm",
    "sections",
]
