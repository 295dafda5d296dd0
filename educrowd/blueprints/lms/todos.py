"""What waits for those who teach, on the first page of the studio."""

from __future__ import annotations

from flask import url_for

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.registry import Todo

from .discussions.reading import waiting_counts
from .letters.stuck import stuck_counts
from .models import Course
from .reviews import reviewing as course_reviewing

DISCUSSION = {
    "open": "Questions without an answer",
    "waiting": "Posts that wait to appear",
    "reported": "Posts that were reported",
}


@registry.studio_todos.offer(order=21)
def discussion_to_read() -> list[Todo]:
    """What learners asked, and what waits for a word."""
    if not current.user.can("courses.work"):
        return []
    return [
        Todo(DISCUSSION[view], url_for("lms.discussion_queue", view=view), count, "message")
        for view, count in waiting_counts(current.user).items()
        if count
    ]


@registry.studio_todos.offer(order=22)
def reviews_to_judge() -> list[Todo]:
    """Reviews that wait for a word."""
    if not current.user.can("courses.work"):
        return []
    words = {"held": "Reviews that wait to appear", "reported": "Reviews that were reported"}
    return [
        Todo(words[view], url_for("lms.review_queue", view=view), count, "star")
        for view, count in course_reviewing.waiting_counts(current.user).items()
        if count
    ]


@registry.studio_todos.offer(order=24)
def learners_who_are_stuck() -> list[Todo]:
    """In the courses that one teaches oneself, those with the most first."""
    if not current.user.can("courses.work"):
        return []
    return [
        Todo(f"Stuck in “{course.title}”", url_for("lms.progress", slug=course.slug, state="away"), count, "people")
        for course, count in stuck_counts(Course.taught_by(current.user))[:3]
    ]
