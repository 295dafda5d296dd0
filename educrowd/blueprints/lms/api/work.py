"""A learner's work for an assignment, until it is handed in."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for
from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api.blueprint import BINARY
from educrowd.core.db import db
from educrowd.core.documents import send_document

from ..assignments.handing_in import Standing, add_file, hand_in, keep, standing_of, take_out
from ..assignments.schemas import VersionOut, WorkFileIn, WorkFileOut, WorkIn, WorkOut
from ..lessons.media_schemas import stream_of
from ..models import Enrollment, SubmissionFile, SubmissionVersion
from .blueprint import lms
from .enrollments import learning


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/")
class Work(MethodView):
    @lms.response(200, WorkOut)
    @needs(SIGNED_IN)
    def get(self, id: int, lesson_id: int) -> dict[str, Any]:
        """One's own work for an assignment, as it is kept, and whether it can be handed in now."""
        return _shown(*assigned(id, lesson_id))

    @lms.arguments(WorkIn)
    @lms.response(200, WorkOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int, lesson_id: int) -> dict[str, Any]:
        """Keep the text; 409 where another tab or program wrote since `seq` was read."""
        enrollment, lesson = assigned(id, lesson_id)
        keep(enrollment, lesson, body["text"], seq=body["seq"])
        return _shown(enrollment, lesson)


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/files/")
class WorkFiles(MethodView):
    @lms.arguments(WorkFileIn)
    @lms.response(201, WorkFileOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, str], id: int, lesson_id: int) -> SubmissionFile:
        """Put a file to what will be handed in."""
        enrollment, lesson = assigned(id, lesson_id)
        file = add_file(enrollment, lesson, **stream_of(body))
        _address([file], enrollment, lesson.uid)
        return file


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/files/<public_id>/")
class OneWorkFile(MethodView):
    @lms.file()
    @needs(SIGNED_IN)
    def get(self, id: int, lesson_id: int, public_id: str) -> Response:
        """The bytes of one's own file, as it is kept."""
        submission = standing_of(*assigned(id, lesson_id)).submission
        return sent(submission.file(public_id) if submission else None)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int, lesson_id: int, public_id: str) -> None:
        """Take a file out; a version that was handed in keeps it."""
        enrollment, lesson = assigned(id, lesson_id)
        standing = standing_of(enrollment, lesson)
        if standing.submission is None or public_id not in standing.submission.files:
            abort(404)
        take_out(enrollment, lesson, public_id)


@lms.route("/enrollments/<int:id>/assignments/<int:lesson_id>/versions/")
class WorkVersions(MethodView):
    @lms.response(201, VersionOut)
    @needs(SIGNED_IN)
    def post(self, id: int, lesson_id: int) -> SubmissionVersion:
        """Hand in the text and the files as they are kept."""
        enrollment, lesson = assigned(id, lesson_id)
        version = hand_in(enrollment, lesson)
        _address(version.uploads, enrollment, lesson.uid)
        return version


def assigned(id: int, lesson_id: int) -> tuple[Enrollment, Any]:
    enrollment, lesson = learning(id, lesson_id)
    if lesson.kind != "assignment":
        abort(404)
    return enrollment, lesson


def sent(file: SubmissionFile | None) -> Response:
    """Its bytes, or 404."""
    return send_document(file.public_id, file.name, BINARY) if file else abort(404)


def _shown(enrollment: Enrollment, lesson: Any) -> dict[str, Any]:
    db.session.flush()
    standing: Standing = standing_of(enrollment, lesson)
    submission = standing.submission
    files = submission.files_named(submission.files) if submission else []
    _address(files, enrollment, lesson.uid)
    return {
        "lesson_uid": lesson.uid,
        "text": submission.text if submission else "",
        "files": files,
        "seq": submission.seq if submission else 0,
        "state": submission.state if submission else "draft",
        "handed_in": standing.handed_in,
        "refusal": standing.refusal,
        "due_at": standing.window.due_at,
        "closes_at": standing.window.closes_at,
        "late_percent": standing.penalty.percent,
    }


def _address(files: list[SubmissionFile], enrollment: Enrollment, uid: str) -> None:
    for file in files:
        file.url = url_for("lms.work_file", slug=enrollment.course.slug, uid=uid, public_id=file.public_id)
