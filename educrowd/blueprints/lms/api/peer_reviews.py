"""Learners review each other's work."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask.views import MethodView
from sqlalchemy import select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db

from ..assignments.peer_reviewing import leave_out, review, reviewing_of, reviews_of, take_piece
from ..assignments.peer_schemas import JudgementIn, PeerReviewIn, PeerReviewOut, ReceivedOut
from ..models import PeerReview
from .blueprint import lms
from .submissions import graded
from .work import assigned


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/reviews/")
class PeerReviews(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(PeerReviewOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int, lesson_id: int) -> list[PeerReview]:
        """One's own reviews of others' work for an assignment."""
        enrollment, lesson = assigned(id, lesson_id)
        reviewing = reviewing_of(enrollment, lesson)
        return [_shown(each, lesson) for each in reviewing.mine] if reviewing else []

    @lms.response(201, PeerReviewOut)
    @needs(SIGNED_IN)
    def post(self, id: int, lesson_id: int) -> PeerReview:
        """Take a piece to review: an unfinished one, else the one with the fewest reviews."""
        enrollment, lesson = assigned(id, lesson_id)
        return _shown(take_piece(enrollment, lesson), lesson)


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/reviews/<int:review_id>/")
class OnePeerReview(MethodView):
    @lms.arguments(PeerReviewIn)
    @lms.response(200, PeerReviewOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int, lesson_id: int, review_id: int) -> PeerReview:
        """Write it, or write it anew while there is time."""
        enrollment, lesson = assigned(id, lesson_id)
        own = select(PeerReview).where(PeerReview.id == review_id, PeerReview.reviewer_id == enrollment.id)
        mine = db.session.scalars(own).one_or_none()
        if mine is None or mine.version.submission.lesson_uid != lesson.uid:
            abort(404)
        marks = body.get("marks")
        chosen = None if marks is None else {each["criterion"]: (each["level"], each["comment"]) for each in marks}
        review(mine, lesson, points=body.get("points"), chosen=chosen, feedback=body["feedback"])
        return _shown(mine, lesson)


@lms.route("/submissions/<int:id>/reviews/")
class Received(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(ReceivedOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> list[PeerReview]:
        """What learners said of the latest version of a piece."""
        submission, _ = graded(id)
        return reviews_of(submission.latest) if submission.latest else []


@lms.route("/submissions/<int:id>/reviews/<int:review_id>/")
class OneReceived(MethodView):
    @lms.arguments(JudgementIn)
    @lms.response(200, ReceivedOut)
    @needs("courses.work")
    def patch(self, body: dict[str, bool], id: int, review_id: int) -> PeerReview:
        """Let a review count no more, or again; the median follows."""
        submission, lesson = graded(id)
        found = reviews_of(submission.latest) if submission.latest else []
        judged = next((each for each in found if each.id == review_id), None) or abort(404)
        leave_out(judged, lesson, by=current.user, counts=body["counts"])
        return judged


def _shown(review: PeerReview, lesson: Any) -> PeerReview:
    course, where = review.reviewer.course, {"uid": lesson.uid, "id": review.id}
    numbers = range(1, len(review.version.files) + 1)
    urls = [url_for("lms.reviewed_file", slug=course.slug, number=number, **where) for number in numbers]
    review.piece = {"text": review.version.text, "urls": urls}
    return review
