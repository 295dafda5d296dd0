"""How long a course is open to its learners."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.pages import flash_ok, go, invalid, render

from ...dates.access_forms import AccessForm
from ...dates.access_terms import set_access
from ..blueprint import bp
from ..finding import run_course

FORM = "lms/studio/access/edit.html"


@bp.get("/studio/courses/<slug>/access")
@needs("courses.work")
def edit_access(slug: str):
    course = run_course(slug)
    form = AccessForm(course.clock, formdata=None)
    form.access_days.data, form.renewable.data = course.access_days, course.renewable
    form.access_until.show(course.access_until)
    return render(FORM, course=course, form=form)


@bp.post("/studio/courses/<slug>/access")
@needs("courses.work")
def update_access(slug: str):
    course = run_course(slug)
    form = AccessForm(course.clock)
    if not form.validate():
        return invalid(FORM, form, course=course)
    set_access(course, **form.facts)
    flash_ok("Saved.")
    return go(url_for("lms.edit_access", slug=course.slug))
