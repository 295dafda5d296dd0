"""What learners said of a piece, and whether that counts."""

from __future__ import annotations

from flask import abort, request, url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import flash_ok, go

from ...assignments.peer_reviewing import leave_out
from ...models import PeerReview
from ..blueprint import bp
from .submissions import piece


@bp.post("/studio/courses/<slug>/submissions/<int:id>/reviews/<int:review_id>")
@needs("courses.work")
def judge_review(slug: str, id: int, review_id: int):
    course, submission, lesson = piece(slug, id)
    written = select(PeerReview).where(PeerReview.id == review_id, PeerReview.done_at.is_not(None))
    review = db.session.scalars(written).one_or_none()
    if review is None or review.version.submission_id != submission.id:
        abort(404)
    counts = request.form.get("counts") == "1"
    leave_out(review, lesson, by=current.user, counts=counts)
    flash_ok("It counts again." if counts else "It counts no more.")
    return go(url_for("lms.submission", slug=course.slug, id=id, _anchor="reviews"))
