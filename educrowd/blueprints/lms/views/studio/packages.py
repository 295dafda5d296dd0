"""Uploading a SCORM package for a lesson."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage

from educrowd.core.access import needs
from educrowd.core.errors import Invalid
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, invalid, render

from ...models import Course, Lesson
from ...scorm.packing import LARGEST, show_in, take_in
from ..blueprint import bp
from ..finding import lesson_of, own_course

UPLOAD = "lms/studio/lessons/package.html"


class PackageForm(Form):
    file = FileField(
        "Package",
        [FileRequired("Choose a file.")],
        description=f"A ZIP of SCORM 1.2 with one part, at most {LARGEST // 1024**2} MB.",
        render_kw={"accept": ".zip"},
    )

    @property
    def content(self) -> bytes:
        """Its bytes; one too many says that it is too large."""
        assert isinstance(self.file.data, FileStorage)
        return self.file.data.stream.read(LARGEST + 1)


@bp.get("/studio/courses/<slug>/lessons/<uid>/package")
@needs("courses.work")
def new_package(slug: str, uid: str):
    course = own_course(slug)
    return render(UPLOAD, course=course, lesson=_scorm_lesson(course, uid), form=PackageForm())


@bp.post("/studio/courses/<slug>/lessons/<uid>/package")
@needs("courses.work")
def add_package(slug: str, uid: str):
    request.max_content_length = LARGEST + 1024 * 1024
    course, form = own_course(slug), PackageForm()
    lesson = _scorm_lesson(course, uid)
    if not form.validate():
        return invalid(UPLOAD, form, course=course, lesson=lesson)
    try:
        package = take_in(course, form.content)
    except Invalid as refusal:
        form.refuse(refusal)
        return invalid(UPLOAD, form, course=course, lesson=lesson)
    show_in(lesson, package)
    flash_ok(f"“{package.title}” is in the lesson. Learners see it once you publish.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=uid))


def _scorm_lesson(course: Course, uid: str) -> Lesson:
    lesson = lesson_of(course, uid)
    return lesson if lesson.kind == "scorm" else abort(404)
