"""The course builder."""

from . import courses, enrollments, figures, lessons, sections

__all__ = ["courses", "enrollments", "figures", "lessons", "sections"]
