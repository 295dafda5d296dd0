"""Pages: what visitors and learners see, and the studio's course builder."""

from . import completions, courses, enrollments, learning, lessons, studio
from .blueprint import bp

__all__ = ["bp", "completions", "courses", "enrollments", "learning", "lessons", "studio"]
