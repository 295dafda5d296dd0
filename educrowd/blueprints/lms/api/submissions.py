"""What was handed in: for its learner, and for whoever grades it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..assignments.assessing import assess, claim, let_go, send_back
from ..assignments.schemas import AssessmentIn, SubmissionOut, SubmissionQuery
from ..assignments.seeing import with_all
from ..models import Enrollment, Submission
from ..models.errors import Claimed
from ..queries import enrollments_visible_to, published_once
from .blueprint import assisted_course, lms
from .enrollments import enrollment_at
from .work import sent


@lms.route("/courses/<int:id>/submissions/")
class CourseSubmissions(MethodView):
    @lms.arguments(SubmissionQuery, location="query")
    @lms.page(SubmissionOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Submission]:
        """What was handed in for a course, what changed last first."""
        return with_all(Submission.in_course(assisted_course(id)).filter_by(**_filters(query)))


@lms.route("/enrollments/<int:id>/submissions/")
class Submissions(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(SubmissionOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[Submission]:
        """What this learner handed in."""
        mine = select(Submission).where(Submission.enrollment_id == enrollment_at(id).id, Submission.state != "draft")
        return with_all(mine.order_by(Submission.id))


@lms.route("/submissions/<int:id>/")
class OneSubmission(MethodView):
    @lms.response(200, SubmissionOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Submission:
        """One of them."""
        return _submission(id)


@lms.route("/submissions/<int:id>/assessments/")
class Assessments(MethodView):
    @lms.arguments(AssessmentIn)
    @lms.response(201, SubmissionOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Submission:
        """Grade the latest version, or without points return it; lateness is counted by the course."""
        submission, lesson = graded(id)
        said = {"by": current.user, "over": body["revision"], "feedback": body["feedback"]}
        if "marks" in body:
            chosen = {each["criterion"]: (each["level"], each["comment"]) for each in body["marks"]}
            assess(submission, lesson, chosen=chosen, **said)
        elif "points" in body:
            assess(submission, lesson, points=body["points"], **said)
        else:
            send_back(submission, **said)
        return submission


@lms.route("/submissions/<int:id>/files/<public_id>/")
class SubmissionUpload(MethodView):
    @lms.file()
    @needs(SIGNED_IN)
    def get(self, id: int, public_id: str) -> Response:
        """The bytes of a file that was handed in."""
        return sent(_submission(id).handed_in_file(public_id))


@lms.route("/submissions/<int:id>/claim/")
class Claim(MethodView):
    @lms.response(200, SubmissionOut)
    @needs("courses.work")
    def put(self, id: int) -> Submission:
        """Take a piece, so that nobody else grades it for half an hour; 409 where somebody has."""
        submission, _ = graded(id)
        claim(submission, by=current.user)
        return submission

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Give it back."""
        submission, _ = graded(id)
        if submission.claimed_by_other(current.user):
            raise Claimed("Somebody else")
        let_go(submission)


def _filters(query: dict[str, Any]) -> dict[str, Any]:
    return {"state": query["state"]} if "state" in query else {}


def _submission(id: int) -> Submission:
    """One that the caller may see."""
    visible = enrollments_visible_to(current.user).with_only_columns(Enrollment.id)
    handed_in = select(Submission).where(Submission.id == id, Submission.state != "draft")
    found = db.session.scalars(with_all(handed_in.where(Submission.enrollment_id.in_(visible)))).unique().one_or_none()
    return found or abort(404)


def graded(id: int) -> tuple[Submission, Any]:
    submission = _submission(id)
    course = submission.enrollment.course
    authorize(course.assisted_by(current.user))
    return submission, published_once(course, submission.lesson_uid) or abort(404)
