"""Peer review: who has handed in reviews others' work; the median of what they give is the grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow

from ..dates.windows import days_later
from ..grading.folding import plain, rounded
from ..models import Enrollment, PeerReview, Submission, SubmissionVersion
from ..models.errors import NothingToReview, ReviewingOver
from ..models.peer_review import TAKEN_LASTS
from .assessing import points_of, record_median
from .handing_in import standing_of
from .terms import assignment_of


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Where one learner is with reviewing others: `asked` for so many, until `ends_at` where that is set."""

    asked: int
    mine: Sequence[PeerReview]
    ends_at: datetime | None
    has_handed_in: bool

    @property
    def done(self) -> int:
        return sum(review.is_done for review in self.mine)

    @property
    def open(self) -> list[PeerReview]:
        return [review for review in self.mine if not review.is_done]

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= utcnow()

    @property
    def takes_more(self) -> bool:
        return self.has_handed_in and not self.is_over and len(self.mine) < self.asked


def reviewing_of(enrollment: Enrollment, lesson: Any) -> Reviewing | None:
    """None where the assignment asks for no reviews."""
    assignment, standing = assignment_of(lesson), standing_of(enrollment, lesson)
    if not assignment.peer_reviews:
        return None
    due_at = standing.window.due_at
    ends_at = due_at and days_later(due_at, assignment.peer_days, enrollment.course.clock)
    mine = list(db.session.scalars(_by(enrollment, lesson)))
    return Reviewing(assignment.peer_reviews, mine, ends_at, standing.handed_in > 0)


def take_piece(enrollment: Enrollment, lesson: Any) -> PeerReview:
    """A piece to review: one's unfinished one, else of others' the one with the fewest reviews, the oldest first."""
    enrollment.hold()
    reviewing = reviewing_of(enrollment, lesson)
    if reviewing is None or not (reviewing.open or reviewing.takes_more):
        raise ReviewingOver()
    if reviewing.open:
        return reviewing.open[0]
    version_id = db.session.scalar(_neediest(enrollment, lesson))
    if version_id is None:
        raise NothingToReview()
    review = PeerReview(version_id=version_id, reviewer_id=enrollment.id)
    db.session.add(review)
    db.session.flush()
    return review


def review(
    review: PeerReview,
    lesson: Any,
    *,
    points: Decimal | None = None,
    chosen: Mapping[str, tuple[int, str]] | None = None,
    feedback: str = "",
) -> None:
    """Write it, or write it anew while there is time; enough reviews make a grade."""
    review.reviewer.hold()
    reviewing = reviewing_of(review.reviewer, lesson)
    if reviewing is None or reviewing.is_over:
        raise ReviewingOver()
    out_of = Decimal(assignment_of(lesson).out_of)
    review.points, review.marks = points_of(lesson, points, chosen, out_of)
    review.out_of, review.feedback, review.done_at = out_of, feedback, utcnow()
    db.session.flush()
    grade_by_median(review.version, lesson)


def leave_out(review: PeerReview, lesson: Any, *, by: Any, counts: bool) -> None:
    """Let a review count no more, or again; the median follows."""
    review.left_out_at, review.left_out_by_id = (None, None) if counts else (utcnow(), by.id)
    db.session.flush()
    audit("review.left_out" if not counts else "review.counted", subject=review.reviewer.course)
    grade_by_median(review.version, lesson)


def grade_by_median(version: SubmissionVersion, lesson: Any) -> None:
    """The median, once as many reviews as were asked for count; what a person said since is left alone."""
    # So that the last two reviews, written in the same moment, don't each miss the other.
    version.submission.hold()
    given = [review.points for review in reviews_of(version) if review.counts and review.points is not None]
    if len(given) < assignment_of(lesson).peer_reviews or version is not version.submission.latest:
        return
    middle = rounded(median(given))
    words = f"The median of {len(given)} reviews: {', '.join(plain(points) for points in sorted(given))}."
    record_median(version.submission, lesson, version, middle, words)


def reviews_of(version: SubmissionVersion) -> list[PeerReview]:
    """All that were written, the oldest first."""
    written = select(PeerReview).where(PeerReview.version_id == version.id, PeerReview.done_at.is_not(None))
    who = joinedload(PeerReview.reviewer).joinedload(Enrollment.user).undefer(User.has_come)
    return list(db.session.scalars(written.options(who).order_by(PeerReview.done_at, PeerReview.id)))


def _by(enrollment: Enrollment, lesson: Any) -> Select[PeerReview]:
    """One's own reviews for this assignment."""
    mine = select(PeerReview).join(PeerReview.version).join(SubmissionVersion.submission)
    return mine.where(PeerReview.reviewer_id == enrollment.id, Submission.lesson_uid == lesson.uid).order_by(
        PeerReview.id
    )


def _neediest(enrollment: Enrollment, lesson: Any) -> Any:
    """The newest version of somebody else's piece that this learner has not had: the fewest reviews first.

    Among equals those that were handed in after one's own, so that the last reviewer does not find one piece alone.
    """
    reviewed = select(SubmissionVersion.submission_id).join(PeerReview, PeerReview.version_id == SubmissionVersion.id)
    mine = reviewed.where(PeerReview.reviewer_id == enrollment.id)
    alive = or_(PeerReview.done_at.is_not(None), PeerReview.taken_at > utcnow() - TAKEN_LASTS)
    taken = select(func.count(PeerReview.id)).where(PeerReview.version_id == SubmissionVersion.id, alive)
    newest = select(func.max(SubmissionVersion.number)).where(SubmissionVersion.submission_id == Submission.id)
    others = (
        select(SubmissionVersion.id)
        .join(SubmissionVersion.submission)
        .join(Submission.enrollment)
        .where(Submission.lesson_uid == lesson.uid, Enrollment.course_id == enrollment.course_id)
        .where(Enrollment.id != enrollment.id, Enrollment.status != "closed", Submission.state != "returned")
        .where(SubmissionVersion.number == newest.correlate(Submission).scalar_subquery(), Submission.id.not_in(mine))
    )
    own = select(func.max(SubmissionVersion.id)).join(SubmissionVersion.submission)
    mine_too = own.where(Submission.enrollment_id == enrollment.id, Submission.lesson_uid == lesson.uid)
    is_older = SubmissionVersion.id < mine_too.scalar_subquery()
    needs = taken.correlate(SubmissionVersion).scalar_subquery()
    return others.order_by(needs, is_older, SubmissionVersion.id).limit(1)
