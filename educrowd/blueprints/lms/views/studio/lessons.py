"""Lessons in the outline, and the lesson editor."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from educrowd.core import markdown
from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_error, flash_ok, go, is_htmx, render, respond

from ...bank.picturing import in_studio
from ...forms import LessonForm, NewLessonForm
from ...lessons.kinds import KINDS, kind_of
from ...lessons.picture_forms import PictureForm
from ...models import Course, Lesson
from ...models.errors import Stale
from ...models.pictures import placed
from ..blueprint import bp
from ..finding import lesson_of, own_course, section_of
from .moving import direction, place

EDITOR = "lms/studio/lessons/edit.html"


@bp.post("/studio/courses/<slug>/sections/<uid>/lessons")
@needs("courses.work")
def create_lesson(slug: str, uid: str):
    course, form = own_course(slug), NewLessonForm()
    section = section_of(course, uid)
    if form.validate():
        lesson = course.add_lesson(form.title.data, section=section, kind=form.kind.data)
        if form.kind.data != "text":
            return go(url_for("lms.edit_lesson", slug=slug, uid=lesson.uid))
    else:
        flash_error("Give the lesson a title of at most 200 characters.")
    return go(url_for("lms.outline", slug=slug, _anchor=f"new-lesson-{uid}"))


@bp.get("/studio/courses/<slug>/lessons/<uid>")
@needs("courses.work")
def edit_lesson(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    return editor(course, lesson, LessonForm(obj=lesson), kind_of(lesson).form_of(lesson))


@bp.post("/studio/courses/<slug>/lessons/<uid>")
@needs("courses.work")
def update_lesson(slug: str, uid: str):
    course, form = own_course(slug), LessonForm()
    lesson = lesson_of(course, uid)
    settings = kind_of(lesson).form_of()
    if not all([form.validate(), settings is None or settings.validate()]):
        return editor(course, lesson, form, settings, status=422)
    return not_saved(course, lesson, form, settings) or saved(lesson, "Saved.")


def not_saved(course: Course, lesson: Lesson, form: LessonForm, settings: Any, **changed: Any):
    """Nothing once the lesson is saved, else the page that says why it is not."""
    try:
        facts = form.facts | changed
        course.rewrite_lesson(lesson, over=form.version.data, **facts, settings=_chosen(lesson, settings))
    except Stale:
        return both_texts(course, lesson, form, settings)
    except Invalid as refusal:
        _refuse(settings or form, refusal)
        return editor(course, lesson, form, settings, status=422)
    return None


def saved(lesson: Lesson, words: str, *, anchor: str | None = None):
    flash_ok(words)
    return go(url_for("lms.edit_lesson", slug=lesson.course.slug, uid=lesson.uid, _anchor=anchor))


def _chosen(lesson: Lesson, form: Any) -> dict[str, Any]:
    """What was sent over what is kept."""
    return kind_of(lesson).checked(lesson.settings | (form.data if form else {}))


def _refuse(form: Any, refusal: Invalid) -> None:
    refusal.field = (refusal.field or "").removeprefix("settings.")
    form.refuse(refusal)


def editor(course: Course, lesson: Lesson, form: LessonForm, settings: Any = None, *, status: int = 200, **more: Any):
    kind = kind_of(lesson)
    shown = {"course": course, "lesson": lesson, "form": form, "settings": settings, "kind": kind}
    shown["picture"] = more.pop("picture", None) or PictureForm(formdata=None, data={"shows": _shows()})
    return render(EDITOR, status=status, **shown, **kind.edits(lesson), **more)


def both_texts(course: Course, lesson: Lesson, form: LessonForm, settings: Any):
    """Nobody's words are lost: mine stay in the form, which now stands on what was saved meanwhile."""
    form.stand_on(lesson.version)
    shown = {"course": course, "lesson": lesson, "form": form, "settings": settings, "shows": _shows()}
    return render("lms/studio/lessons/conflict.html", status=409, **shown)


def _shows() -> str:
    """What was typed of a picture that is not in the text yet."""
    return request.form.get("shows", "").strip()


@bp.post("/studio/courses/<slug>/lessons/<uid>/title")
@needs("courses.work")
def rename_lesson(slug: str, uid: str):
    course, form = own_course(slug), NewLessonForm()
    lesson = lesson_of(course, uid)
    if form.title.validate(form):
        lesson.change(title=form.title.data)
    else:
        flash_error("Give the lesson a title of at most 200 characters.")
    return go(url_for("lms.outline", slug=slug, _anchor=f"lesson-{uid}"))


@bp.post("/studio/courses/<slug>/lessons/<uid>/autosave")
@needs("courses.work")
def autosave_lesson(slug: str, uid: str):
    """The draft is kept while it is typed; who comes too late is told, and nothing is overwritten."""
    course, form = own_course(slug), LessonForm()
    lesson = lesson_of(course, uid)
    settings = kind_of(lesson).form_of()
    kept, status = False, 422
    if all([form.validate(), settings is None or settings.validate()]):
        try:
            course.rewrite_lesson(lesson, over=form.version.data, **form.facts, settings=_chosen(lesson, settings))
            kept, status = True, 200
            db.session.flush()
        except Stale:
            status = 409
        except Invalid:
            pass
    if not is_htmx():
        return go(url_for("lms.edit_lesson", slug=slug, uid=uid))
    return render("lms/studio/lessons/_autosave.html", status=status, lesson=lesson, kept=kept)


@bp.post("/studio/courses/<slug>/lessons/<uid>/preview")
@needs("courses.work")
def preview_lesson(slug: str, uid: str):
    course, form = own_course(slug), LessonForm()
    lesson = lesson_of(course, uid)
    if not form.body.validate(form):
        if is_htmx():
            return render("ui/_text_preview.html", status=422, wrong=form.body.errors[0])
        return editor(course, lesson, form, kind_of(lesson).form_of(), status=422)
    html = placed(markdown.render(form.body.data or ""), in_studio(course))
    if is_htmx():
        return render("ui/_text_preview.html", html=html)
    return editor(course, lesson, form, kind_of(lesson).form_of(), preview_html=html)


@bp.post("/studio/courses/<slug>/lessons/<uid>/position")
@needs("courses.work")
def move_lesson(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    if "section" in request.form:
        course.place_lesson(lesson, place(), section=section_of(course, request.form["section"]))
    else:
        course.move_lesson(lesson, by=direction())
    here = url_for("lms.outline", slug=slug, _anchor=f"lesson-{uid}")
    return respond("lms/studio/courses/move.hx.html", otherwise=here, course=course, moved=lesson, kinds=KINDS)


@bp.get("/studio/courses/<slug>/lessons/<uid>/deletion")
@needs("courses.work")
def ask_to_delete_lesson(slug: str, uid: str):
    course = own_course(slug)
    return render("lms/studio/lessons/deletion.html", course=course, lesson=lesson_of(course, uid))


@bp.post("/studio/courses/<slug>/lessons/<uid>/deletion")
@needs("courses.work")
def delete_lesson(slug: str, uid: str):
    course = own_course(slug)
    course.remove_lesson(lesson_of(course, uid))
    flash_ok("The lesson is deleted.")
    return go(url_for("lms.outline", slug=slug))
