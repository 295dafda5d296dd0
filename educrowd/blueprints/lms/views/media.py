"""What a lesson shows or hands out, for whom its gate is open, and where a learner is in a film."""

from __future__ import annotations

from typing import Any

from flask import Response, abort

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.documents import send_document, show_document
from educrowd.core.pages import authorize

from ..bank.picturing import show_picture
from ..gating import gate_of
from ..lessons.filing import files_of
from ..lessons.media_forms import PositionForm
from ..lessons.watching import watch
from ..models import Course, Enrollment
from ..models.pictures import pictures_in
from .blueprint import bp
from .finding import course_at, lesson_of, my_enrollment


@bp.get("/learn/<slug>/<uid>/files/<public_id>")
@needs(PUBLIC)
def lesson_file(slug: str, uid: str, public_id: str):
    course, lesson, _ = _open_lesson(slug, uid)
    file = files_of(course.id, lesson.settings).get(public_id) or abort(404)
    if lesson.kind == "video":
        return show_document(file.public_id, file.media_type)
    return send_document(file.public_id, file.name, file.media_type)


@bp.get("/learn/<slug>/<uid>/pictures/<digest>.webp")
@needs(PUBLIC)
def lesson_picture(slug: str, uid: str, digest: str):
    """A picture of the lesson's text, for whom the lesson is open."""
    course, lesson, _ = _open_lesson(slug, uid)
    return show_picture(course.id, digest) if digest in pictures_in(lesson.html) else abort(404)


@bp.post("/learn/<slug>/<uid>/position")
@needs(SIGNED_IN)
def keep_position(slug: str, uid: str):
    _, lesson, enrollment = _open_lesson(slug, uid)
    authorize(enrollment is not None and enrollment.is_open)
    assert enrollment is not None
    form = PositionForm()
    if lesson.kind != "video" or not form.validate():
        abort(422, "Send the seconds, and the percent that was watched.")
    was_done = enrollment.journey.has_done(lesson)
    watch(enrollment, lesson, seconds=form.seconds.data, watched_percent=form.watched_percent.data)
    is_done = enrollment.journey.has_done(lesson)
    return Response(status=204, headers={"Lesson-Completed": "1"} if is_done and not was_done else {})


def _open_lesson(slug: str, uid: str) -> tuple[Course, Any, Enrollment | None]:
    course = course_at(slug)
    enrollment = my_enrollment(course)
    lesson = lesson_of(course.edition, uid)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    return course, lesson, enrollment
