"""The nouns of teaching."""

from .completion import Completion
from .course import Course
from .course_address import CourseAddress
from .enrollment import Enrollment
from .lesson import Lesson
from .section import Section

__all__ = ["Completion", "Course", "CourseAddress", "Enrollment", "Lesson", "Section"]
