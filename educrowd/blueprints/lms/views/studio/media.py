"""Files for a lesson in its editor: uploaded one by one, taken away again."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.documents import send_document, show_document
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go

from ...forms import LessonForm
from ...lessons.filing import LARGEST_FILM, MB, add_file, files_of, forget_unnamed
from ...lessons.kinds import kind_of
from ...lessons.media_forms import UploadForm
from ...lessons.placing import place_file, without_file
from ..blueprint import bp
from ..finding import lesson_of, own_course
from .lessons import editor

UPLOAD = "lms.create_file"


@bp.url_value_preprocessor
def let_films_in(endpoint: str | None, _values: Any) -> None:
    """Nobody has read the body yet; who may not upload is turned away before anybody does."""
    if endpoint == UPLOAD:
        request.max_content_length = LARGEST_FILM + MB


@bp.post("/studio/courses/<slug>/lessons/<uid>/files")
@needs("courses.work")
def create_file(slug: str, uid: str):
    course, form = own_course(slug), UploadForm()
    lesson = lesson_of(course, uid)
    try:
        if not form.validate() or form.purpose.data not in kind_of(lesson).edits(lesson).get("purposes", {}):
            raise Invalid("file", "Choose a file, and what it is.")
        purpose = form.purpose.data
        file = add_file(course, purpose, name=form.upload.filename or "", stream=form.stream, by=current.user)
        settings = place_file(lesson.settings, purpose, file.public_id, language=form.language.data)
        lesson.change(settings=kind_of(lesson).checked(settings))
    except Invalid as refusal:
        return editor(course, lesson, LessonForm(obj=lesson), status=422, upload_error=refusal.message)
    forget_unnamed(course)
    flash_ok(f"“{file.name}” is added.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=uid))


@bp.get("/studio/courses/<slug>/lessons/<uid>/files/<public_id>")
@needs("courses.work")
def drafted_file(slug: str, uid: str, public_id: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    file = files_of(course.id, lesson.settings).get(public_id) or abort(404)
    if lesson.kind == "video":
        return show_document(file.public_id, file.media_type)
    return send_document(file.public_id, file.name, file.media_type)


@bp.post("/studio/courses/<slug>/lessons/<uid>/files/<public_id>/deletion")
@needs("courses.work")
def delete_file(slug: str, uid: str, public_id: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    lesson.change(settings=without_file(lesson.settings, public_id))
    forget_unnamed(course)
    flash_ok("The file is taken out of the draft. Learners have it until you publish.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=uid))
