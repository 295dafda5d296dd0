"""A learner's private notes."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import authorize, flash_error, go, is_htmx, render

from ..forms import NoteForm
from ..gating import gate_of
from ..lessons.noting import as_text, note, note_of, notes_of
from ..models import Course, Enrollment
from .blueprint import bp
from .finding import course_at, lesson_of

KEPT = "lms/notes/_kept.html"


@bp.post("/learn/<slug>/<uid>/note")
@needs(SIGNED_IN)
def keep_note(slug: str, uid: str):
    course, enrollment = _mine(slug)
    lesson, form = lesson_of(course.edition, uid), NoteForm()
    authorize(enrollment.is_open and gate_of(lesson, enrollment, current.user).is_open)
    is_kept = form.validate()
    if is_kept:
        note(enrollment, lesson, form.text.data)
    if is_htmx():
        return render(KEPT, status=200 if is_kept else 422, note=note_of(enrollment, lesson), is_kept=is_kept)
    if not is_kept:
        flash_error(form.text.errors[0])
    return go(url_for("lms.lesson", slug=course.slug, uid=uid, _anchor="note"))


@bp.get("/learn/<slug>/notes")
@needs(SIGNED_IN)
def notes(slug: str):
    course, enrollment = _mine(slug)
    return render("lms/notes/index.html", course=course, enrollment=enrollment, notes=notes_of(enrollment))


@bp.get("/learn/<slug>/notes.md")
@needs(SIGNED_IN)
def notes_file(slug: str):
    course, enrollment = _mine(slug)
    headers = {"Content-Disposition": f'attachment; filename="notes-{course.slug}.md"'}
    return Response(as_text(enrollment), mimetype="text/markdown", headers=headers)


def _mine(slug: str) -> tuple[Course, Enrollment]:
    """Also of a course that was left: what one wrote stays one's own."""
    course = course_at(slug)
    return course, (course.enrollment_of(current.user) or abort(404)).proven()
