"""Which letters learners may do without: by topic for the whole site, and all announcements of one course."""

from __future__ import annotations

from typing import Any

from educrowd.core import unsubscribing
from educrowd.core.current import current
from educrowd.core.letter_topics import Topic, offer

DISCUSSIONS = "lms:discussions"
REVIEWS = "lms:reviews"
STUCK = "lms:stuck"
TOPICS = (
    Topic("lms:announcements", "Announcements", "What teachers write to the learners of a course."),
    Topic("lms:grades", "Grades", "That something of yours was graded."),
    Topic(DISCUSSIONS, "Questions and answers", "Answers to what you asked, and questions in courses that you teach."),
    Topic("lms:reminders", "Reminders", "That something of yours is due soon, or was put off for you."),
    Topic("lms:work", "Work handed in", "That what you handed in arrived; for teachers, that something waits."),
    Topic(REVIEWS, "Reviews", "Answers to your reviews, and reviews of courses that you teach."),
    Topic(STUCK, "Who is stuck", "For teachers, on Mondays: who in your courses did nothing for a week."),
)
offer("Courses", *TOPICS, order=10)


def of_course(course_id: int) -> str:
    """The announcements of one course."""
    return f"course:{course_id}"


def discussion_of(course_id: int) -> str:
    """The questions and answers of one course."""
    return f"discussion:{course_id}"


def wants(user_id: int, *topics: str) -> bool:
    """Whether none of these was left."""
    return not any(unsubscribing.has_left(user_id, topic) for topic in topics)


def ways_out(user_id: int, topic: str) -> dict[str, Any]:
    """What a letter of this topic carries: the link that ends it, and where all topics are chosen."""
    return unsubscribing.way_out(user_id, topic) | {"choose_url": f"{current.tenant.origin}/account/letters"}


def choices(user_id: int) -> list[dict[str, Any]]:
    """Each topic, and whether the person has its letters."""
    left = unsubscribing.left_by(user_id)
    return [
        {"name": topic.name, "title": topic.title, "words": topic.words, "is_wanted": topic.name not in left}
        for topic in TOPICS
    ]


def choose(user_id: int, wanted: set[str]) -> None:
    """These topics, and no others."""
    for topic in TOPICS:
        (unsubscribing.come_back if topic.name in wanted else unsubscribing.leave)(user_id, topic.name)
