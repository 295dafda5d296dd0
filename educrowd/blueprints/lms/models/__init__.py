"""The nouns of teaching."""

from . import figures  # noqa: F401  (gives courses their figures)
from .adjustment import Adjustment
from .announcement import Announcement, AnnouncementLetter
from .assessment import Assessment
from .attempt import Attempt, AttemptEvent
from .attempt_question import AttemptQuestion, QuizMark
from .bundle import Bundle, BundleCourse
from .calendar_setting import CalendarSetting
from .certificate import Certificate
from .certificate_scheme import CertificateScheme
from .cohort import Cohort
from .completion import Completion
from .coupon import Coupon
from .course import Course
from .course_address import CourseAddress
from .course_file import CourseFile
from .course_picture import CoursePicture
from .discussion import DiscussionPost, DiscussionReport
from .due_reminder import DueReminder
from .edition import Edition, PublishedLesson, PublishedSection
from .enrollment import Enrollment
from .grade_change import GradeChange
from .grade_group import GradeGroup
from .grade_item import GradeItem
from .learner_subscription import LearnerSubscription
from .lesson import Lesson
from .lesson_rule import LessonRule
from .lti_key import LtiKey
from .lti_result import LtiResult
from .lti_tool import LtiTool
from .note import Note
from .order import Order
from .order_line import OrderLine
from .pause import Pause
from .peer_review import PeerReview
from .position import Position
from .question import QuestionVersion, QuizQuestion
from .review import CourseReview, CourseReviewReport
from .rubric import Rubric
from .scorm_package import ScormPackage
from .scorm_run import ScormRun
from .section import Section
from .signing_key import SigningKey
from .submission import Submission
from .submission_file import SubmissionFile
from .submission_version import SubmissionVersion
from .subscription_period import SubscriptionPeriod
from .subscription_plan import SubscriptionPlan
from .team import CourseInvitation, CourseMember

__all__ = [
    "Adjustment",
    "Announcement",
    "AnnouncementLetter",
    "Assessment",
    "Attempt",
    "AttemptEvent",
    "AttemptQuestion",
    "Bundle",
    "BundleCourse",
    "CalendarSetting",
    "Certificate",
    "CertificateScheme",
    "Cohort",
    "Completion",
    "Coupon",
    "Course",
    "CourseAddress",
    "CourseFile",
    "CourseInvitation",
    "CourseMember",
    "CoursePicture",
    "CourseReview",
    "CourseReviewReport",
    "DiscussionPost",
    "DiscussionReport",
    "DueReminder",
    "Edition",
    "Enrollment",
    "GradeChange",
    "GradeGroup",
    "GradeItem",
    "LearnerSubscription",
    "Lesson",
    "LessonRule",
    "LtiKey",
    "LtiResult",
    "LtiTool",
    "Note",
    "Order",
    "OrderLine",
    "Pause",
    "PeerReview",
    "Position",
    "PublishedLesson",
    "PublishedSection",
    "QuestionVersion",
    "QuizMark",
    "QuizQuestion",
    "Rubric",
    "ScormPackage",
    "ScormRun",
    "Section",
    "SigningKey",
    "Submission",
    "SubmissionFile",
    "SubmissionVersion",
    "SubscriptionPeriod",
    "SubscriptionPlan",
]
