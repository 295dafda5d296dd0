"""The course builder."""

from . import coupons, courses, enrollments, figures, gradebook, grading, lessons, sales, sections

__all__ = ["coupons", "courses", "enrollments", "figures", "gradebook", "grading", "lessons", "sales", "sections"]
