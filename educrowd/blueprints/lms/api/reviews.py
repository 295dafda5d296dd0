"""Reviews of courses: read, write one's own, answer, report, keep order."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.limits import address, throttle
from educrowd.core.pages import authorize, find

from ..models import CourseReview
from ..reviews.reviewing import answer, looked_after, moderate, report, review, withdraw
from ..reviews.schemas import (
    CourseReviewIn,
    CourseReviewOut,
    ModeratedCourseReviewOut,
    ReviewAnswerIn,
    ReviewModerationIn,
    ReviewQueueQuery,
    ReviewReportIn,
    ReviewsQuery,
)
from .blueprint import lms, visible_course


@lms.route("/courses/<int:id>/reviews/")
class Reviews(MethodView):
    @lms.arguments(ReviewsQuery, location="query")
    @lms.page(CourseReviewOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[CourseReview]:
        """What everybody may read, newest first."""
        reviews = CourseReview.public(visible_course(id))
        return reviews.where(CourseReview.stars == query["stars"]) if "stars" in query else reviews


@lms.route("/courses/<int:id>/review/")
class MyReview(MethodView):
    @lms.response(200, CourseReviewOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> CourseReview:
        """One's own."""
        return _mine(id)

    @lms.arguments(CourseReviewIn)
    @lms.response(200, CourseReviewOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int) -> CourseReview:
        """Write one's own, or write it anew; for those who have done at least one lesson."""
        return review(visible_course(id), current.user, **body)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Take it back."""
        withdraw(_mine(id))


@lms.route("/reviews/")
class ReviewQueue(MethodView):
    @lms.arguments(ReviewQueueQuery, location="query")
    @lms.page(ModeratedCourseReviewOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any]) -> Select[CourseReview]:
        """Reviews of the courses that you teach, in any state, oldest first."""
        reviews = looked_after(current.user).order_by(CourseReview.id)
        if query.get("reported"):
            reviews = reviews.where(CourseReview.is_reported())
        return reviews.filter_by(**{name: query[name] for name in ("status", "course_id") if name in query})


@lms.route("/reviews/<int:id>/")
class OneReview(MethodView):
    @lms.response(200, CourseReviewOut)
    @needs(PUBLIC)
    def get(self, id: int) -> CourseReview:
        """One review; what is not published only for its author and for those who teach."""
        return _visible(id)


@lms.route("/reviews/<int:id>/answer/")
class ReviewAnswer(MethodView):
    @lms.arguments(ReviewAnswerIn)
    @lms.response(200, CourseReviewOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> CourseReview:
        """Answer it below, or answer it anew."""
        written = _own(id)
        answer(written, body["answer"], by=current.user)
        return written


@lms.route("/reviews/<int:id>/moderation/")
class ReviewModeration(MethodView):
    @lms.arguments(ReviewModerationIn)
    @lms.response(200, ModeratedCourseReviewOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> CourseReview:
        """Approve, hide or delete a review, or undo the last of these."""
        written = _own(id)
        moderate(written, body["verb"], by=current.user)
        return written


@lms.route("/reviews/<int:id>/reports/")
class ReviewReports(MethodView):
    @lms.arguments(ReviewReportIn)
    @lms.response(204)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> None:
        """Say that a review should not be there."""
        throttle("10 per hour", "report", address())
        report(_visible(id), reporter=f"user:{current.user.id}", **body)


def _mine(course_id: int) -> CourseReview:
    written = CourseReview.by(current.user, visible_course(course_id))
    return written if written and not written.is_withdrawn else abort(404)


def _visible(id: int) -> CourseReview:
    written = find(CourseReview, id=id)
    return written if written.visible_to(current.user) else abort(404)


def _own(id: int) -> CourseReview:
    written = _visible(id)
    authorize(written.moderatable_by(current.user))
    return written
