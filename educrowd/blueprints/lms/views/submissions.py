"""A learner's work for an assignment: kept, handed in, looked at again."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.documents import send_document
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, flash_ok, go, is_htmx, render

from ..assignments.forms import WorkForm
from ..assignments.handing_in import add_file, hand_in, keep, take_out
from ..assignments.terms import MB, MOST_MB
from ..gating import gate_of
from ..models import Course, Enrollment, Submission, SubmissionFile
from .blueprint import bp
from .finding import course_at, lesson_of
from .lessons import show_lesson

UPLOAD = "lms.keep_work"


@bp.url_value_preprocessor
def let_work_in(endpoint: str | None, _values: Any) -> None:
    """Nobody has read the body yet; who may not hand in is turned away before anybody does."""
    if endpoint == UPLOAD:
        request.max_content_length = (MOST_MB + 10) * MB


@bp.post("/learn/<slug>/<uid>/submission")
@needs(SIGNED_IN)
def keep_work(slug: str, uid: str):
    course, lesson, enrollment = assigned(slug, uid)
    form = WorkForm()
    if not form.validate():
        return show_lesson(course, lesson, enrollment, status=422, work=form)
    try:
        _keep(enrollment, lesson, form)
    except Refused as refusal:
        _refuse(form, refusal)
        return show_lesson(course, lesson, enrollment, status=refusal.status, work=form)
    return go(url_for("lms.lesson", slug=course.slug, uid=uid, _anchor="work"))


@bp.post("/learn/<slug>/<uid>/submission/draft")
@needs(SIGNED_IN)
def autosave_work(slug: str, uid: str):
    """What is typed is kept; a tab that was left behind is told so, and nothing is overwritten."""
    course, lesson, enrollment = assigned(slug, uid)
    form, submission, refusal = WorkForm(), None, "Not kept yet: it is too long."
    status = 422
    if form.validate():
        try:
            submission, status = keep(enrollment, lesson, form.text.data, seq=form.seq.data), 200
        except Refused as refused:
            refusal, status = refused.message, refused.status
    if not is_htmx():
        return go(url_for("lms.lesson", slug=course.slug, uid=uid, _anchor="work"))
    return render("lms/submissions/_kept.html", status=status, submission=submission, refusal=refusal)


@bp.get("/learn/<slug>/<uid>/submission/files/<public_id>")
@needs(SIGNED_IN)
def work_file(slug: str, uid: str, public_id: str):
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user) or abort(404)
    submission = Submission.of(enrollment.proven(), uid) or abort(404)
    return send_upload(submission.file(public_id))


def send_upload(file: SubmissionFile | None) -> Any:
    if file is None:
        abort(404)
    return send_document(file.public_id, file.name, file.media_type)


def assigned(slug: str, uid: str) -> tuple[Course, Any, Enrollment]:
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user) or abort(404)
    lesson = lesson_of(course.edition, uid)
    if lesson.kind != "assignment":
        abort(404)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    return course, lesson, enrollment


def _keep(enrollment: Enrollment, lesson: Any, form: WorkForm) -> None:
    """All of the form, or nothing."""
    keep(enrollment, lesson, form.text.data, seq=form.seq.data)
    for upload in form.files.data or ():
        add_file(enrollment, lesson, name=upload.filename or "", stream=upload.stream)
    if public_id := request.form.get("take_out"):
        take_out(enrollment, lesson, public_id)
    if request.form.get("then") == "hand_in":
        version = hand_in(enrollment, lesson)
        flash_ok(f"Handed in: version {version.number}.")
    else:
        flash_ok("Kept. It is not handed in yet.")


def _refuse(form: WorkForm, refusal: Refused) -> None:
    if refusal.field == "file":
        refusal.field = "files"
    form.refuse(refusal)
