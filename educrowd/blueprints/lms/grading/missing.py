"""Who has not handed in: by assignment and quiz, and one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select, union

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db

from ..letters.learner_states import HANDED_IN, has_access, learners_in
from ..models import Attempt, Course, Enrollment, Submission

COLUMNS = ["Learner", "Email", "Enrolled", "Access ends"]


def missing_counts(course: Course) -> list[tuple[Any, int]]:
    """What is handed in in a course, each with how many have not; two queries however much there is."""
    inside = select(Enrollment.id).where(Enrollment.course_id == course.id, *has_access())
    total = db.session.scalar(select(func.count()).select_from(inside.subquery())) or 0
    done = union(*(_done(kind, unfinished, inside) for kind, unfinished in ((Submission, "draft"), (Attempt, "open"))))
    rows = done.subquery()
    counted = dict(db.session.execute(select(rows.c.lesson_uid, func.count()).group_by(rows.c.lesson_uid)).all())
    lessons = (lesson for lesson in course.edition.lessons if lesson.kind in HANDED_IN)
    return [(lesson, total - counted.get(lesson.uid, 0)) for lesson in lessons]


def missing(course: Course, lesson: Any) -> Select[Enrollment]:
    """Those with access who have handed in nothing for a lesson, by name."""
    listed = learners_in(course, "missing", lesson_uid=lesson.uid).join(Enrollment.user)
    return listed.order_by(User.last_name, User.first_name, Enrollment.id)


def row_of(enrollment: Enrollment) -> list[Any]:
    learner = enrollment.user
    return [learner.shown_name, learner.email, enrollment.created_at, enrollment.expires_at]


def _done(kind: Any, unfinished: str, inside: Select[int]) -> Select[Any, Any]:
    handed_in = select(kind.enrollment_id, kind.lesson_uid).where(kind.state != unfinished)
    return handed_in.where(kind.enrollment_id.in_(inside)).distinct()
