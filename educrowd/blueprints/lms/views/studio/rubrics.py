"""Rubrics of the site: listed, made, changed, deleted."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy.orm import joinedload

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, invalid, paginate, render

from ...assignments.rubric_forms import RubricForm
from ...assignments.rubrics import total
from ...models import Rubric
from ..blueprint import bp

EDITOR = "lms/studio/rubrics/edit.html"


@bp.get("/studio/rubrics/")
@needs("courses.work")
def rubrics():
    page = paginate(Rubric.listed().options(joinedload(Rubric.author)))
    return render("lms/studio/rubrics/index.html", page=page, total=total)


@bp.get("/studio/rubrics/new")
@needs("courses.create")
def new_rubric():
    return render(EDITOR, rubric=None, form=RubricForm.of(None))


@bp.post("/studio/rubrics/")
@needs("courses.create")
def create_rubric():
    form, then = RubricForm(), request.form.get("then", "")
    if then:
        form.edit(then)
        return render(EDITOR, rubric=None, form=form)
    if not form.validate():
        return invalid(EDITOR, form, rubric=None, is_refused=True)
    Rubric.add(current.user, **form.facts)
    flash_ok("Saved. Assignments can be graded by it now.")
    return go(url_for("lms.rubrics"))


@bp.get("/studio/rubrics/<uid>")
@needs("courses.work")
def rubric(uid: str):
    rubric = find(Rubric, uid=uid)
    return render(EDITOR, rubric=rubric, form=RubricForm.of(rubric))


@bp.post("/studio/rubrics/<uid>")
@needs("courses.create")
def update_rubric(uid: str):
    rubric, form = find(Rubric, uid=uid), RubricForm()
    authorize(rubric.editable_by(current.user))
    if then := request.form.get("then", ""):
        form.edit(then)
        return render(EDITOR, rubric=rubric, form=form)
    if not form.validate():
        return invalid(EDITOR, form, rubric=rubric, is_refused=True)
    try:
        rubric.change(over=form.version.data, **form.facts)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return render(EDITOR, status=refusal.status, rubric=rubric, form=form, is_refused=True)
    flash_ok("Saved. Grades that were given stay as they are.")
    return go(url_for("lms.rubrics"))


@bp.post("/studio/rubrics/<uid>/deletion")
@needs("courses.create")
def delete_rubric(uid: str):
    rubric = find(Rubric, uid=uid)
    authorize(rubric.editable_by(current.user))
    try:
        rubric.delete()
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.rubric", uid=uid))
    flash_ok("Deleted.")
    return go(url_for("lms.rubrics"))
