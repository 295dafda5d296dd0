"""Questions from files: choose one, read what would come of it, then do it."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.imports import Import
from educrowd.core.pages import find, flash_error, go, invalid, is_htmx, render

from ...bank.import_forms import MB, ImportForm
from ...bank.importing import KIND, look_into
from ...exchange.formats import FORMATS, LARGEST
from ...models import Course
from ...questions import KINDS
from ..blueprint import bp
from ..finding import own_course

NEW = "lms/studio/imports/new.html"
SHOW = "lms/studio/imports/show.html"
PART = "lms/studio/imports/_show.html"


@bp.get("/studio/courses/<slug>/question-imports/")
@needs("courses.work")
def question_imports(slug: str):
    course = own_course(slug)
    return render(NEW, course=course, form=ImportForm(formdata=None), imports=_earlier(course), formats=FORMATS)


@bp.post("/studio/courses/<slug>/question-imports/")
@needs("courses.work")
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
@needs("courses.work")
def question_import(slug: str, uid: str):
    course = own_course(slug)
    names = {name: kind.label for name, kind in KINDS.items()}
    part = PART if is_htmx() else SHOW
    return render(part, course=course, names=names, formats=FORMATS, **imports.shown(_of(course, uid)))


@bp.post("/studio/courses/<slug>/question-imports/<uid>/completion")
@needs("courses.work")
def complete_question_import(slug: str, uid: str):
    made = _of(own_course(slug), uid)
    try:
        imports.confirm(made, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.question_import", slug=slug, uid=uid))


@bp.post("/studio/courses/<slug>/question-imports/<uid>/cancellation")
@needs("courses.work")
def cancel_question_import(slug: str, uid: str):
    made = _of(own_course(slug), uid)
    try:
        imports.cancel(made)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.question_import", slug=slug, uid=uid))


def _of(course: Course, uid: str) -> Import:
    return find(Import, uid=uid, kind=KIND, about_id=course.id)


def _earlier(course: Course) -> list[Import]:
    return list(db.session.scalars(Import.of(KIND, course.id).limit(10)))
