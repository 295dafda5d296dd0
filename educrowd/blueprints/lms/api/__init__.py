"""Courses as JSON."""

from . import coupons, courses, enrollments, lessons, orders, sections
from .blueprint import lms

__all__ = ["coupons", "courses", "enrollments", "lessons", "lms", "orders", "sections"]
