"""Courses as JSON."""

from . import courses, enrollments, lessons, sections
from .blueprint import lms

__all__ = ["courses", "enrollments", "lessons", "lms", "sections"]
