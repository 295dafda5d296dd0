"""Questions as files for other systems: what each format loses, and the file."""

from __future__ import annotations

from flask import Response, abort

from educrowd.core.access import needs
from educrowd.core.pages import render, unkept

from ...bank.exporting import export_questions
from ...exchange.formats import WRITTEN
from ...questions import KINDS
from ..blueprint import bp
from ..finding import own_course


@bp.get("/studio/courses/<slug>/question-exports/")
@needs("courses.work")
def question_exports(slug: str):
    course = own_course(slug)
    exports = [export_questions(course, format) for format in WRITTEN]
    return render("lms/studio/imports/exports.html", course=course, exports=exports, kinds=KINDS)


@bp.get("/studio/courses/<slug>/question-exports/<format>")
@needs("courses.work")
def question_export(slug: str, format: str):
    if format not in WRITTEN:
        abort(404)
    made = export_questions(own_course(slug), format)
    response = Response(made.data, mimetype=made.format.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    return unkept(response)
