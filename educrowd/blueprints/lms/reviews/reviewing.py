"""Reviews: written by those who have learned something, answered and kept in order by those who teach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.comments import PAST, blocked_words, judge, note_report
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import throttle

from ..models import Completion, Course, CourseReview, CourseReviewReport
from ..models.review import MOST_STARS
from .mailers import send_new_review, send_review_answered, send_review_reported

LATEST = 3
TABS = ("published", "held", "reported", "hidden")


class NotLearned(Refused):
    """Whoever has not begun has nothing to say yet."""

    code, status = "forbidden", 403
    message = "Reviews are for those who have done at least one lesson of the course."


def may_review(course: Course, user: Any) -> bool:
    """Those who have done something there and are in, or have finished; nobody reviews what they teach."""
    if not user.is_authenticated or course.figures_seen_by(user):
        return False
    enrollment = course.enrollment_of(user)
    if enrollment is None or enrollment.awaits_proof or not (enrollment.is_open or enrollment.is_finished):
        return False
    done = select(Completion.id).where(Completion.enrollment_id == enrollment.id)
    return db.session.scalar(done.limit(1)) is not None


def review(course: Course, author: User, *, stars: int, body: str = "", trap: str = "") -> CourseReview:
    """Write one, or write it anew."""
    if not may_review(course, author):
        raise NotLearned()
    throttle("20 per hour", "review", str(author.id))
    written = _row(course, author, stars)
    is_new = written.is_withdrawn or not written.author_name
    verdict = judge(body, is_known=True, blocked_words=blocked_words(), trap=trap)
    was_judged = written.was_judged
    written.stars, written.body, written.author_name = stars, body, author.name
    written.status, written.because = verdict.status, verdict.because
    if was_judged and verdict.status == "published":
        written.status, written.because = "held", "What was here before was taken off the page."
    written.updated_at = utcnow()
    db.session.flush()
    if is_new and written.status != "hidden":
        send_new_review.later(written.id)
    return written


def withdraw(written: CourseReview) -> None:
    """Its author takes it back, stars and all; what a moderator took off stays known as such."""
    if written.is_published:
        written.moderator_id = written.moderated_at = None
    written.withdraw()
    written.answer, written.answered_at, written.answered_by_id = "", None, None
    audit("review.withdrawn", subject=written.course, review=written.id)


def answer(written: CourseReview, words: str, *, by: User) -> None:
    """What those say to it who run the course; no words take the answer away."""
    is_first = bool(words) and not written.answer
    written.answer, written.answered_at = words, utcnow() if words else None
    written.answered_by_id = by.id if words else None
    audit("review.answered", subject=written.course, review=written.id)
    if is_first:
        send_review_answered.later(written.id)


def moderate(written: CourseReview, verb: str, *, by: User) -> None:
    """Do one of `VERBS` and note who did it."""
    if verb not in PAST:
        raise Invalid("verb", "Approve it, hide it, delete it, or undo the last of these.")
    getattr(written, verb)(by=by)
    db.session.flush()
    audit(f"review.{PAST[verb]}", subject=written.course, review=written.id)


def report(written: CourseReview, *, reporter: str, reason: str, words: str = "") -> None:
    """Say that a review should not be there."""
    if note_report(CourseReviewReport, written, reporter=reporter, reason=reason, words=words):
        send_review_reported.later(written.id)


def latest(course: Course) -> list[CourseReview]:
    """What the course's own page shows: those with words, the newest first."""
    return list(db.session.scalars(CourseReview.public(course).where(CourseReview.body != "").limit(LATEST)))


def spread(course: Course) -> dict[int, int]:
    """How many give how many stars, the most stars first."""
    counted = select(CourseReview.stars, func.count()).where(
        CourseReview.course_id == course.id, CourseReview.status == "published"
    )
    found: Any = db.session.execute(counted.group_by(CourseReview.stars))
    return dict.fromkeys(range(MOST_STARS, 0, -1), 0) | dict(found.all())


def looked_after(user: Any, course: Course | None = None) -> Select[CourseReview]:
    """All reviews of one course, or of those that this person teaches."""
    found = select(CourseReview)
    if course is not None:
        return found.where(CourseReview.course_id == course.id)
    return found.where(CourseReview.course_id.in_(Course.ids(Course.assisted(user))))


def in_tab(listed: Select[CourseReview], tab: str) -> Select[CourseReview]:
    """Of these the ones in one of TABS, the newest first."""
    is_in = CourseReview.is_reported() if tab == "reported" else CourseReview.status == tab
    return listed.where(is_in).options(joinedload(CourseReview.course)).order_by(CourseReview.id.desc())


def waiting_counts(user: Any, course: Course | None = None) -> dict[str, int]:
    """How many wait to appear, and how many readers object to."""
    is_held, is_reported = CourseReview.status == "held", CourseReview.is_reported()
    counted = looked_after(user, course).with_only_columns(
        func.count().filter(is_held), func.count().filter(is_reported)
    )
    return dict(zip(("held", "reported"), db.session.execute(counted).one(), strict=True))


def _row(course: Course, author: User, stars: int) -> CourseReview:
    """This person's row, made if need be, and held while it is written."""
    keys = {"tenant_id": bound_tenant_id(), "course_id": course.id, "author_id": author.id}
    first = {"stars": stars, "body": "", "author_name": "", "author_face": str(author.id)}
    db.session.execute(insert(CourseReview).values(keys | first).on_conflict_do_nothing())
    mine = select(CourseReview).where(CourseReview.course_id == course.id, CourseReview.author_id == author.id)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()
