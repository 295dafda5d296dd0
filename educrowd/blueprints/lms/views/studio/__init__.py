"""The course builder."""

from . import coupons, courses, enrollments, figures, lessons, sales, sections

__all__ = ["coupons", "courses", "enrollments", "figures", "lessons", "sales", "sections"]
