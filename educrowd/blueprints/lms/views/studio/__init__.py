"""The course builder."""

from . import coupons, courses, editions, enrollments, figures, gradebook, grading, lessons, media, sales, sections

__all__ = [
    "coupons",
    "courses",
    "editions",
    "enrollments",
    "figures",
    "gradebook",
    "grading",
    "lessons",
    "media",
    "sales",
    "sections",
]
