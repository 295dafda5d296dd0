"""The nouns of teaching."""

from .completion import Completion
from .coupon import Coupon
from .course import Course
from .course_address import CourseAddress
from .enrollment import Enrollment
from .lesson import Lesson
from .order import Order
from .section import Section

__all__ = ["Completion", "Coupon", "Course", "CourseAddress", "Enrollment", "Lesson", "Order", "Section"]
