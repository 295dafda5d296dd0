"""The draft as a learner will see it."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.pages import render

from ...bank.picturing import in_studio
from ...lessons.kinds import kind_of
from ...models import CourseFile
from ...models.progress import Journey
from ...models.publishing import Draft
from ..blueprint import bp
from ..finding import lesson_of, own_course


@bp.get("/studio/courses/<slug>/preview/<uid>")
@needs("courses.work")
def preview(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    kind = kind_of(lesson)

    def file_url(file: CourseFile) -> str:
        return url_for("lms.drafted_file", slug=course.slug, uid=lesson.uid, public_id=file.public_id)

    shown = {"course": course, "lesson": lesson, "enrollment": None, "kind": kind, "file_url": file_url}
    shown |= {"picture_url": in_studio(course)}
    shown |= {"journey": Journey(course.lessons, {}), "edition": Draft(course), "lesson_page": "lms.preview"}
    return render("lms/lessons/show.html", **shown, **kind.shows(lesson, None))
