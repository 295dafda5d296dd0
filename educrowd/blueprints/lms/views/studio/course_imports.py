"""Whole courses as archives: one out, and one in after a look at what would come of it."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask import request, send_file, url_for
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.imports import Import
from educrowd.core.pages import find, flash_error, go, invalid, is_htmx, render, unkept

from ...models import Course
from ...transfer.archive import LARGEST, MB, write_archive
from ...transfer.cartridge_writer import Cartridge, losses_of
from ...transfer.importing import KIND, look_into_course
from ..blueprint import bp
from ..finding import own_course

NEW = "lms/studio/course_imports/new.html"
SHOW = "lms/studio/course_imports/show.html"
PART = "lms/studio/course_imports/_show.html"
UPLOAD = "lms.create_course_import"


class ArchiveForm(Form):
    file = FileField(
        "Archive",
        [FileRequired("Choose a file.")],
        description=f"A ZIP that “Export” of a course made, or an .imscc, at most {LARGEST // MB} MB.",
        render_kw={"accept": ".zip,.imscc"},
    )


@bp.url_value_preprocessor
def let_archives_in(endpoint: str | None, _values: object) -> None:
    """Nobody has read the body yet; who may not upload is turned away before anybody does."""
    if endpoint == UPLOAD:
        request.max_content_length = LARGEST + MB


@bp.get("/studio/courses/<slug>/exports/")
@needs("courses.work")
def course_exports(slug: str):
    course = own_course(slug)
    return render("lms/studio/course_imports/exports.html", course=course, losses=losses_of(course).rows)


@bp.get("/studio/courses/<slug>/export")
@needs("courses.work")
def export_course(slug: str):
    course = own_course(slug)
    return _download(write_archive(course), f"{course.slug}.course.zip")


@bp.get("/studio/courses/<slug>/cartridge")
@needs("courses.work")
def export_cartridge(slug: str):
    course = own_course(slug)
    return _download(Cartridge(course).write(), f"{course.slug}.imscc")


@bp.get("/studio/course-imports/")
@needs("courses.create")
def course_imports():
    return render(NEW, form=ArchiveForm(formdata=None), imports=_earlier())


@bp.post("/studio/course-imports/")
@needs("courses.create")
def create_course_import():
    form = ArchiveForm()
    if form.validate():
        assert isinstance(form.file.data, FileStorage)
        try:
            stream: Any = form.file.data.stream
            made = look_into_course(name=form.file.data.filename or "", stream=stream, by=current.user)
            return go(url_for("lms.course_import", uid=made.uid))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(NEW, form, imports=_earlier())


@bp.get("/studio/course-imports/<uid>")
@needs("courses.create")
def course_import(uid: str):
    made = _own(uid)
    course = db.session.scalar(select(Course).where(Course.id == made.about_id)) if made.is_done else None
    return render(PART if is_htmx() else SHOW, course=course, **imports.shown(made))


@bp.post("/studio/course-imports/<uid>/completion")
@needs("courses.create")
def complete_course_import(uid: str):
    made = _own(uid)
    try:
        imports.confirm(made, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.course_import", uid=uid))


@bp.post("/studio/course-imports/<uid>/cancellation")
@needs("courses.create")
def cancel_course_import(uid: str):
    made = _own(uid)
    try:
        imports.cancel(made)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.course_import", uid=uid))


def _download(stream: BinaryIO, name: str):
    sent = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=name)
    return unkept(sent)


def _own(uid: str) -> Import:
    return find(Import, uid=uid, kind=KIND, imported_by_id=current.user.id)


def _earlier() -> list[Import]:
    mine = Import.of(KIND).where(Import.imported_by_id == current.user.id)
    return list(db.session.scalars(mine.limit(10)))
