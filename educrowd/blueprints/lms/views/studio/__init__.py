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
    lessons,
    media,
    previews,
    sales,
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
    "lessons",
    "media",
    "previews",
    "sales",
    "sections",
]
