"""One learner of a course: how far, what is locked and why, exceptions, a pause, the end of access."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.current import ANONYMOUS, current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, invalid, render

from ...cohorts.forms import CohortChoiceForm
from ...dates.adjusting import adjust, expire, pause, resume, unadjust
from ...dates.forms import AdjustmentForm, ExpiryForm, PauseForm
from ...gating import Gates
from ...models import Adjustment, Course, Enrollment
from ..blueprint import bp
from ..finding import assisted_course, lesson_of

ONE = "lms/studio/learners/show.html"
ADJUST = "lms/studio/learners/adjust.html"


@bp.get("/studio/courses/<slug>/learners/<int:id>")
@needs("courses.work")
def learner(slug: str, id: int):
    course, enrollment = _learner(slug, id)
    return render(ONE, **_standing(course, enrollment))


@bp.post("/studio/courses/<slug>/learners/<int:id>/pause")
@needs("courses.work")
def pause_learner(slug: str, id: int):
    course, enrollment = _learner(slug, id)
    form = PauseForm()
    if not form.validate():
        return invalid(ONE, form, **_standing(course, enrollment))
    try:
        pause(enrollment, by=current.user, reason=form.reason.data)
    except Refused as refusal:
        flash_error(refusal.message)
    return _back(course, enrollment)


@bp.post("/studio/courses/<slug>/learners/<int:id>/resumption")
@needs("courses.work")
def resume_learner(slug: str, id: int):
    course, enrollment = _learner(slug, id)
    resume(enrollment)
    return _back(course, enrollment)


@bp.post("/studio/courses/<slug>/learners/<int:id>/expiry")
@needs("courses.work")
def expire_learner(slug: str, id: int):
    course, enrollment = _learner(slug, id)
    authorize(course.editable_by(current.user))
    form = ExpiryForm(course.clock)
    if not form.validate():
        return invalid(ONE, form, **_standing(course, enrollment, expiry=form))
    expire(enrollment, form.expires_at.moment)
    flash_ok("Saved.")
    return _back(course, enrollment)


@bp.get("/studio/courses/<slug>/learners/<int:id>/adjustments/<uid>")
@needs("courses.work")
def edit_adjustment(slug: str, id: int, uid: str):
    course, enrollment = _learner(slug, id)
    lesson, known = lesson_of(course.edition, uid), _known(enrollment, uid)
    form = AdjustmentForm(course.clock, formdata=None)
    if known:
        form.show(known)
    return render(ADJUST, course=course, enrollment=enrollment, lesson=lesson, known=known, form=form)


@bp.post("/studio/courses/<slug>/learners/<int:id>/adjustments/<uid>")
@needs("courses.work")
def update_adjustment(slug: str, id: int, uid: str):
    course, enrollment = _learner(slug, id)
    lesson, form = lesson_of(course.edition, uid), AdjustmentForm(course.clock)
    if not form.validate():
        known = _known(enrollment, uid)
        return invalid(ADJUST, form, course=course, enrollment=enrollment, lesson=lesson, known=known)
    adjust(enrollment, lesson, by=current.user, **form.facts)
    flash_ok("Saved. It holds at once.")
    return _back(course, enrollment)


@bp.post("/studio/courses/<slug>/learners/<int:id>/adjustments/<uid>/deletion")
@needs("courses.work")
def delete_adjustment(slug: str, id: int, uid: str):
    course, enrollment = _learner(slug, id)
    unadjust(enrollment, lesson_of(course.edition, uid), by=current.user)
    flash_ok("Taken back.")
    return _back(course, enrollment)


def _learner(slug: str, id: int) -> tuple[Course, Enrollment]:
    course = assisted_course(slug)
    return course, find(Enrollment, id=id, course_id=course.id)


def _known(enrollment: Enrollment, uid: str) -> Adjustment | None:
    own = select(Adjustment).where(Adjustment.enrollment_id == enrollment.id, Adjustment.lesson_uid == uid)
    return db.session.scalars(own).one_or_none()


def _standing(course: Course, enrollment: Enrollment, expiry: ExpiryForm | None = None) -> dict[str, Any]:
    if expiry is None:
        expiry = ExpiryForm(course.clock, formdata=None)
        expiry.show(enrollment)
    return {
        "course": course,
        "enrollment": enrollment,
        "journey": enrollment.journey,
        "gates": Gates(course, enrollment, ANONYMOUS),
        "expiry": expiry,
        "pausing": PauseForm(formdata=None),
        "grouping": CohortChoiceForm(course, formdata=None, cohort_id=enrollment.cohort_id or 0),
    }


def _back(course: Course, enrollment: Enrollment):
    return go(url_for("lms.learner", slug=course.slug, id=enrollment.id))
