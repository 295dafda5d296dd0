"""Enrolling many people from a list, after a look at what becomes of each line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import FileStorage

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import flash_ok, go, invalid, render
from educrowd.core.people_lists import LONGEST_LIST

from ...enrolling.forms import ListForm
from ...enrolling.from_lists import enroll_all, look, read
from ...models import Course
from ..blueprint import bp
from ..finding import own_course

NEW = "lms/studio/enrollments/list.html"


@bp.get("/studio/courses/<slug>/enrollments/list")
@needs("courses.work")
def new_enrollment_list(slug: str):
    return render(NEW, course=own_course(slug), form=ListForm(formdata=None), lines=None)


@bp.post("/studio/courses/<slug>/enrollments/list/preview")
@needs("courses.work")
def preview_enrollment_list(slug: str):
    course, form = own_course(slug), ListForm()
    try:
        form.people.data = _text(form)
        lines = look(course, read(form.people.data), current.user)
    except Refused as refusal:
        return _refused(course, form, refusal)
    return render(NEW, course=course, form=form, lines=lines, counts=Counter(line.outcome for line in lines))


@bp.post("/studio/courses/<slug>/enrollments/list")
@needs("courses.work")
def enroll_list(slug: str):
    course, form = own_course(slug), ListForm()
    try:
        lines = enroll_all(course, read(_text(form)), current.user)
    except Refused as refusal:
        return _refused(course, form, refusal)
    flash_ok(_sentence(Counter(line.outcome for line in lines)))
    return go(url_for("lms.enrollments", slug=course.slug))


def _text(form: ListForm) -> str:
    """What was typed, else what the file says."""
    if form.people.data:
        return form.people.data
    file = request.files.get("file")
    return _decoded(file) if file else ""


def _decoded(file: FileStorage) -> str:
    try:
        return file.stream.read(4 * LONGEST_LIST + 1).decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        raise Invalid("file", "Save the table as CSV in UTF-8; this file is something else.") from None


def _refused(course: Course, form: ListForm, refusal: Refused) -> Any:
    form.refuse(refusal)
    return invalid(NEW, form, course=course, lines=None)


def _sentence(counts: Counter[str]) -> str:
    enrolled = counts["enroll"] + counts["again"] + counts["invite"]
    words = "1 person is" if enrolled == 1 else f"{enrolled} people are"
    invited = f" {counts['invite']} of them new here, and invited by letter." if counts["invite"] else ""
    return f"{words} enrolled.{invited}"
