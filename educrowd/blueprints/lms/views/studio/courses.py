"""Courses in the studio: mine, a new one, its outline, its details, its status."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go, invalid, paginate, render

from ...bank.importing import forget_imports
from ...bank.picturing import forget_pictures
from ...forms import CourseForm, NewCourseForm, PricedCourseForm
from ...lessons.filing import forget_all
from ...lessons.kinds import KINDS
from ...models import Course
from ...models.changes import unpublished
from ...queries import sizes_of
from ...scorm.forgetting import forget_packages
from ..blueprint import bp
from ..finding import own_course, run_course

SAID = {"published": "Published. Everyone can see it.", "draft": "Back to a draft.", "archived": "Archived."}


@bp.get("/studio/courses/")
@needs("courses.work")
def studio_courses():
    page = paginate(Course.worked_on(current.user).options(Course.team_option()))
    return render("lms/studio/courses/index.html", page=page, sizes=sizes_of(page.items))


@bp.get("/studio/courses/new")
@needs("courses.create")
def new_course():
    return render("lms/studio/courses/new.html", form=NewCourseForm())


@bp.post("/studio/courses/")
@needs("courses.create")
def create_course():
    form = NewCourseForm()
    if not form.validate():
        return invalid("lms/studio/courses/new.html", form)
    course = Course.draft(current.user, title=form.title.data, summary=form.summary.data)
    return go(url_for("lms.outline", slug=course.slug))


@bp.get("/studio/courses/<slug>")
@needs("courses.work")
def outline(slug: str):
    course = own_course(slug)
    return render("lms/studio/courses/show.html", course=course, kinds=KINDS, changes=unpublished(course))


@bp.get("/studio/courses/<slug>/edit")
@needs("courses.work")
def edit_course(slug: str):
    course = own_course(slug)
    form = _details(course, obj=course)
    if isinstance(form, PricedCourseForm):
        form.price.show(course.price_amount or None, course.currency)
    return render("lms/studio/courses/edit.html", course=course, form=form)


@bp.post("/studio/courses/<slug>/edit")
@needs("courses.work")
def update_course(slug: str):
    course = own_course(slug)
    form = _details(course)
    if not form.validate():
        return invalid("lms/studio/courses/edit.html", form, course=course)
    try:
        course.change(**form.facts)
    except Invalid as refusal:
        form.refuse(refusal)
        return invalid("lms/studio/courses/edit.html", form, course=course)
    flash_ok("Saved.")
    return go(url_for("lms.outline", slug=course.slug))


@bp.post("/studio/courses/<slug>/status")
@needs("courses.work")
def change_status(slug: str):
    course, status = own_course(slug), request.form.get("status", "")
    if status not in SAID:
        abort(400)
    course.publish(by=current.user) if status == "published" else course.become(status)
    flash_ok(SAID[status])
    return go(url_for("lms.outline", slug=course.slug))


@bp.get("/studio/courses/<slug>/deletion")
@needs("courses.work")
def ask_to_delete_course(slug: str):
    return render("lms/studio/courses/deletion.html", course=run_course(slug))


@bp.post("/studio/courses/<slug>/deletion")
@needs("courses.work")
def delete_course(slug: str):
    course = run_course(slug)
    forget_all(course)
    forget_imports(course)
    forget_packages(course)
    forget_pictures(course)
    course.delete()
    flash_ok(f"“{course.title}” is deleted.")
    return go(url_for("lms.studio_courses"))


def _details(course: Course, **options: Any) -> CourseForm:
    """The price is for those who decide about the course."""
    return PricedCourseForm(course.currency, **options) if course.run_by(current.user) else CourseForm(**options)
