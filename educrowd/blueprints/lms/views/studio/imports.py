"""Questions from files: choose one, read what would come of it, then do it."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, invalid, render

from ...bank.import_forms import MB, ImportForm
from ...bank.importing import import_questions, look_into
from ...exchange.formats import FORMATS, LARGEST
from ...models import Course, CourseImport
from ...questions import KINDS
from ..blueprint import bp
from ..finding import own_course

NEW = "lms/studio/imports/new.html"


@bp.get("/studio/courses/<slug>/question-imports/")
@needs("courses.create")
def question_imports(slug: str):
    course = own_course(slug)
    return render(NEW, course=course, form=ImportForm(formdata=None), imports=_earlier(course), formats=FORMATS)


@bp.post("/studio/courses/<slug>/question-imports/")
@needs("courses.create")
def create_question_import(slug: str):
    request.max_content_length = LARGEST + MB
    course, form = own_course(slug), ImportForm()
    if form.validate():
        try:
            made = look_into(course, **form.facts, by=current.user)
            return go(url_for("lms.question_import", slug=slug, uid=made.uid))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(NEW, form, course=course, imports=_earlier(course), formats=FORMATS)


@bp.get("/studio/courses/<slug>/question-imports/<uid>")
@needs("courses.create")
def question_import(slug: str, uid: str):
    course = own_course(slug)
    made = find(CourseImport, course_id=course.id, uid=uid)
    names = {name: kind.label for name, kind in KINDS.items()}
    return render("lms/studio/imports/show.html", course=course, made=made, names=names, formats=FORMATS)


@bp.post("/studio/courses/<slug>/question-imports/<uid>/completion")
@needs("courses.create")
def complete_question_import(slug: str, uid: str):
    course = own_course(slug)
    made = find(CourseImport, course_id=course.id, uid=uid)
    try:
        import_questions(made, by=current.user)
        flash_ok("The questions are in the bank.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.question_import", slug=slug, uid=uid))


def _earlier(course: Course) -> list[CourseImport]:
    done = CourseImport.of(course).where(CourseImport.done_at.is_not(None)).limit(10)
    return list(db.session.scalars(done))
