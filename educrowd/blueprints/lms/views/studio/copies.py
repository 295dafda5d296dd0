"""A lesson or a course once more, from the studio."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go

from ...editions.copying import copy_course, copy_lesson
from ..blueprint import bp
from ..finding import lesson_of, own_course


@bp.post("/studio/courses/<slug>/copy")
@needs("courses.create")
def duplicate_course(slug: str):
    copied = copy_course(own_course(slug), by=current.user)
    flash_ok("This is the copy: a draft, with lessons and files of its own.")
    return go(url_for("lms.outline", slug=copied.slug))


@bp.post("/studio/courses/<slug>/lessons/<uid>/copy")
@needs("courses.work")
def duplicate_lesson(slug: str, uid: str):
    course = own_course(slug)
    copied = copy_lesson(course, lesson_of(course, uid))
    flash_ok("This is the copy.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=copied.uid))
