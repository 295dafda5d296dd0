"""What of a course's discussion somebody reads, and what waits for those who teach it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from educrowd.core.db import db

from ..gating import Gates
from ..models import Course, DiscussionPost, Enrollment

STATES = {"waiting": "held", "published": "published", "hidden": "hidden", "deleted": "deleted"}
TABS = ("open", "waiting", "reported", "published", "hidden", "deleted")
VIEWS = ("all", "open", "mine")


def may_discuss(course: Course, user: Any, enrollment: Enrollment | None) -> bool:
    """Whether this person is among those who learn here or teach it."""
    return course.assisted_by(user) or (enrollment is not None and enrollment.is_open and not enrollment.awaits_proof)


def readable(course: Course, user: Any, enrollment: Enrollment | None) -> Select[DiscussionPost]:
    """All to those who teach it; to learners what is public about lessons that are open to them, and their own."""
    posts = DiscussionPost.of(course)
    if course.assisted_by(user):
        return posts
    is_public = and_(
        DiscussionPost.status == "published", DiscussionPost.lesson_uid.in_(_open(course, user, enrollment))
    )
    is_mine = and_(DiscussionPost.author_id == user.id, DiscussionPost.status.in_(("held", "published")))
    return posts.where(or_(is_public, is_mine))


def questions(posts: Select[DiscussionPost], user: Any, *, view: str = "all") -> Select[DiscussionPost]:
    """Of these posts the questions that stand, the newest first; `view` is one of VIEWS."""
    found = posts.where(DiscussionPost.parent_id.is_(None), DiscussionPost.status.in_(("held", "published")))
    if view == "mine":
        found = found.where(DiscussionPost.author_id == user.id)
    elif view == "open":
        found = found.where(DiscussionPost.status == "published", ~DiscussionPost.is_answered)
    return found.order_by(DiscussionPost.id.desc())


def questions_about(course: Course, lesson_uid: str) -> int:
    """How many stand below a lesson."""
    asked = DiscussionPost.of(course).where(DiscussionPost.lesson_uid == lesson_uid)
    public = asked.where(DiscussionPost.parent_id.is_(None), DiscussionPost.status == "published")
    return db.session.scalar(public.with_only_columns(func.count())) or 0


def looked_after(user: Any, course: Course | None = None) -> Select[DiscussionPost]:
    """All that was written where this person teaches, or in one course."""
    if course is not None:
        return DiscussionPost.of(course)
    mine = Course.ids(Course.assisted(user))
    return select(DiscussionPost).where(DiscussionPost.course_id.in_(mine))


def to_moderate(user: Any, view: str, course: Course | None = None) -> Select[DiscussionPost]:
    """What stands in one of TABS; in those that wait for somebody the oldest is on top."""
    listed = looked_after(user, course).where(_in(view)).options(joinedload(DiscussionPost.course))
    waits = view in ("open", "waiting", "reported")
    return listed.order_by(DiscussionPost.id if waits else DiscussionPost.id.desc())


def waiting_counts(user: Any, course: Course | None = None) -> dict[str, int]:
    """How many questions are open, how many posts wait to appear, and how many readers object to."""
    tabs = TABS[:3]
    counts = [func.count().filter(_in(view)) for view in tabs]
    counted = looked_after(user, course).with_only_columns(*counts)
    return dict(zip(tabs, db.session.execute(counted).one(), strict=True))


def _in(view: str) -> Any:
    if view == "open":
        is_by_learner = DiscussionPost.author_role == ""
        asked = and_(DiscussionPost.parent_id.is_(None), DiscussionPost.status == "published")
        return and_(asked, is_by_learner, ~DiscussionPost.is_answered)
    return DiscussionPost.is_reported() if view == "reported" else DiscussionPost.status == STATES[view]


def _open(course: Course, user: Any, enrollment: Enrollment | None) -> list[str]:
    gates = Gates(course, enrollment, user)
    return [lesson.uid for lesson in course.edition.lessons if gates.of(lesson).is_open]
