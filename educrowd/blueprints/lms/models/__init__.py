"""The nouns of teaching."""

from .completion import Completion
from .coupon import Coupon
from .course import Course
from .course_address import CourseAddress
from .edition import Edition, PublishedLesson, PublishedSection
from .enrollment import Enrollment
from .grade_change import GradeChange
from .grade_group import GradeGroup
from .grade_item import GradeItem
from .lesson import Lesson
from .order import Order
from .section import Section

__all__ = [
    "Completion",
    "Coupon",
    "Course",
    "CourseAddress",
    "Edition",
    "Enrollment",
    "GradeChange",
    "GradeGroup",
    "GradeItem",
    "Lesson",
    "Order",
    "PublishedLesson",
    "PublishedSection",
    "Section",
]
