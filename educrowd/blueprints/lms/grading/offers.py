"""What waits to be graded, on shared pages of the studio."""

from __future__ import annotations

from flask import url_for

from educrowd.core.current import current
from educrowd.core.registry import Link, Todo, studio_menu, studio_todos

from ..models import Course
from ..queries import any_of
from .queue import count_for


@studio_menu.offer(order=21)
def grading() -> Link | None:
    if not (current.user.can("courses.create") or any_of(Course.assisted(current.user))):
        return None
    return Link("Grading", url_for("lms.grading_queue"), icon="check", also=(url_for("lms.rubrics"),))


@studio_todos.offer(order=19)
def to_grade() -> Todo | None:
    count = count_for(current.user) if current.user.can("courses.work") else 0
    words = "1 piece of work to grade" if count == 1 else f"{count} pieces of work to grade"
    return Todo(words, url_for("lms.grading_queue"), count, icon="edit") if count else None
