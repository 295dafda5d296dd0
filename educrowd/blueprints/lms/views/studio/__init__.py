"""The course builder."""

from . import (
    copies,
    coupons,
    courses,
    editions,
    enrollments,
    figures,
    gradebook,
    grading,
    learners,
    lessons,
    media,
    packages,
    previews,
    sales,
    schedule,
    sections,
)

__all__ = [
    "copies",
    "coupons",
    "courses",
    "editions",
    "enrollments",
    "figures",
    "gradebook",
    "grading",
    "learners",
    "lessons",
    "media",
    "packages",
    "previews",
    "sales",
    "schedule",
    "sections",
]
