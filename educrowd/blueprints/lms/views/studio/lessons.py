"""Lessons in the outline, and the lesson editor."""

from __future__ import annotations

from flask import url_for

from educrowd.core import markdown
from educrowd.core.access import needs
from educrowd.core.pages import flash_error, flash_ok, go, invalid, is_htmx, render, respond

from ...forms import LessonForm, NewLessonForm
from ...models import Course, Lesson
from ...models.errors import Stale
from ..blueprint import bp
from ..finding import lesson_of, own_course, section_of
from .moving import direction

EDITOR = "lms/studio/lessons/edit.html"


@bp.post("/studio/courses/<slug>/sections/<uid>/lessons")
@needs("courses.create")
def create_lesson(slug: str, uid: str):
    course, form = own_course(slug), NewLessonForm()
    section = section_of(course, uid)
    if form.validate():
        course.add_lesson(form.title.data, section=section)
    else:
        flash_error("Give the lesson a title of at most 200 characters.")
    return go(url_for("lms.outline", slug=slug, _anchor=f"new-lesson-{uid}"))


@bp.get("/studio/courses/<slug>/lessons/<uid>")
@needs("courses.create")
def edit_lesson(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    return render(EDITOR, course=course, lesson=lesson, form=LessonForm(obj=lesson))


@bp.post("/studio/courses/<slug>/lessons/<uid>")
@needs("courses.create")
def update_lesson(slug: str, uid: str):
    course, form = own_course(slug), LessonForm()
    lesson = lesson_of(course, uid)
    if not form.validate():
        return invalid(EDITOR, form, course=course, lesson=lesson)
    try:
        course.rewrite_lesson(lesson, over=form.version.data, **form.facts)
    except Stale:
        return both_texts(course, lesson, form)
    flash_ok("Saved.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=uid))


def both_texts(course: Course, lesson: Lesson, form: LessonForm):
    """Nobody's words are lost: mine stay in the form, which now stands on what was saved meanwhile."""
    form.stand_on(lesson.version)
    return render("lms/studio/lessons/conflict.html", status=409, course=course, lesson=lesson, form=form)


@bp.post("/studio/courses/<slug>/lessons/<uid>/preview")
@needs("courses.create")
def preview_lesson(slug: str, uid: str):
    course, form = own_course(slug), LessonForm()
    lesson, html = lesson_of(course, uid), markdown.render(form.body.data or "")
    if is_htmx():
        return html
    return render(EDITOR, course=course, lesson=lesson, form=form, preview_html=html)


@bp.post("/studio/courses/<slug>/lessons/<uid>/position")
@needs("courses.create")
def move_lesson(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    course.move_lesson(lesson, by=direction())
    here = url_for("lms.outline", slug=slug, _anchor=f"lesson-{uid}")
    return respond("lms/studio/courses/move.hx.html", otherwise=here, course=course, moved=lesson)


@bp.get("/studio/courses/<slug>/lessons/<uid>/deletion")
@needs("courses.create")
def ask_to_delete_lesson(slug: str, uid: str):
    course = own_course(slug)
    return render("lms/studio/lessons/deletion.html", course=course, lesson=lesson_of(course, uid))


@bp.post("/studio/courses/<slug>/lessons/<uid>/deletion")
@needs("courses.create")
def delete_lesson(slug: str, uid: str):
    course = own_course(slug)
    course.remove_lesson(lesson_of(course, uid))
    flash_ok("The lesson is deleted.")
    return go(url_for("lms.outline", slug=slug))
