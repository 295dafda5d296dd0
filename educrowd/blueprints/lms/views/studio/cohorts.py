"""Cohorts of a course, and who is in them."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ...cohorts.forms import CohortChoiceForm, CohortForm
from ...cohorts.grouping import add_cohort, assign, change_cohort, cohort_in, delete_cohort
from ...models import Cohort, Course, Enrollment
from ..blueprint import bp
from ..finding import assisted_course, own_course

LIST = "lms/studio/cohorts/index.html"
ONE = "lms/studio/cohorts/edit.html"


@bp.get("/studio/courses/<slug>/cohorts/")
@needs("courses.work")
def cohorts(slug: str):
    course = assisted_course(slug)
    return _list(course, CohortForm(course.clock, formdata=None))


@bp.post("/studio/courses/<slug>/cohorts/")
@needs("courses.work")
def create_cohort(slug: str):
    course = own_course(slug)
    form = CohortForm(course.clock)
    if not form.validate():
        return _list(course, form, status=422)
    try:
        cohort = add_cohort(course, **form.facts)
    except Refused as refusal:
        form.refuse(refusal)
        return _list(course, form, status=422)
    return go(url_for("lms.cohort", slug=course.slug, id=cohort.id))


@bp.get("/studio/courses/<slug>/cohorts/<int:id>")
@needs("courses.work")
def cohort(slug: str, id: int):
    course, found = _cohort(slug, id)
    form = CohortForm(course.clock, formdata=None)
    form.show(found)
    return render(ONE, course=course, cohort=found, form=form)


@bp.post("/studio/courses/<slug>/cohorts/<int:id>")
@needs("courses.work")
def update_cohort(slug: str, id: int):
    course, found = _cohort(slug, id)
    form = CohortForm(course.clock)
    if not form.validate():
        return invalid(ONE, form, course=course, cohort=found)
    try:
        change_cohort(found, **form.facts)
    except Refused as refusal:
        form.refuse(refusal)
        db.session.refresh(found)
        return invalid(ONE, form, course=course, cohort=found)
    flash_ok("Saved. It holds for everybody in it.")
    return go(url_for("lms.cohort", slug=course.slug, id=found.id))


@bp.post("/studio/courses/<slug>/cohorts/<int:id>/deletion")
@needs("courses.work")
def remove_cohort(slug: str, id: int):
    course, found = _cohort(slug, id)
    delete_cohort(found)
    flash_ok("The cohort is gone; its members are still in the course.")
    return go(url_for("lms.cohorts", slug=course.slug))


@bp.post("/studio/courses/<slug>/learners/<int:id>/cohort")
@needs("courses.work")
def assign_cohort(slug: str, id: int):
    course = own_course(slug)
    enrollment, form = find(Enrollment, id=id, course_id=course.id), CohortChoiceForm(course)
    if form.validate():
        assign(enrollment, cohort_in(course, form.cohort_id.data or None))
        flash_ok("Saved.")
    return go(url_for("lms.learner", slug=course.slug, id=enrollment.id))


def _cohort(slug: str, id: int) -> tuple[Course, Cohort]:
    course = own_course(slug)
    return course, find(Cohort, id=id, course_id=course.id)


def _list(course: Course, form: CohortForm, *, status: int = 200) -> Response:
    found = db.session.scalars(Cohort.of(course)).all()
    return render(LIST, status=status, course=course, cohorts=found, sizes=Cohort.sizes(course), form=form)
