"""Sections in the outline."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.pages import flash_error, flash_ok, go, render, respond

from ...forms import SectionForm
from ...lessons.kinds import KINDS
from ..blueprint import bp
from ..finding import own_course, section_of
from .moving import direction

NO_TITLE = "Give the section a title of at most 200 characters."


@bp.post("/studio/courses/<slug>/sections")
@needs("courses.work")
def create_section(slug: str):
    course, form = own_course(slug), SectionForm()
    if not form.validate():
        flash_error(NO_TITLE)
        return go(url_for("lms.outline", slug=slug))
    section = course.add_section(form.title.data)
    return go(url_for("lms.outline", slug=slug, _anchor=f"new-lesson-{section.uid}"))


@bp.post("/studio/courses/<slug>/sections/<uid>")
@needs("courses.work")
def rename_section(slug: str, uid: str):
    section, form = section_of(own_course(slug), uid), SectionForm()
    if form.validate():
        section.title = form.title.data
    else:
        flash_error(NO_TITLE)
    return go(url_for("lms.outline", slug=slug, _anchor=f"section-{uid}"))


@bp.post("/studio/courses/<slug>/sections/<uid>/position")
@needs("courses.work")
def move_section(slug: str, uid: str):
    course = own_course(slug)
    section = section_of(course, uid)
    course.move_section(section, by=direction())
    here = url_for("lms.outline", slug=slug, _anchor=f"section-{uid}")
    return respond("lms/studio/courses/move.hx.html", otherwise=here, course=course, moved=section, kinds=KINDS)


@bp.get("/studio/courses/<slug>/sections/<uid>/deletion")
@needs("courses.work")
def ask_to_delete_section(slug: str, uid: str):
    course = own_course(slug)
    return render("lms/studio/sections/deletion.html", course=course, section=section_of(course, uid))


@bp.post("/studio/courses/<slug>/sections/<uid>/deletion")
@needs("courses.work")
def delete_section(slug: str, uid: str):
    course = own_course(slug)
    course.remove_section(section_of(course, uid))
    flash_ok("The section and its lessons are deleted.")
    return go(url_for("lms.outline", slug=slug))
