"""Who learns: the people of a course."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.forms import tidy
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...forms import LearnerForm
from ...models import Cohort, Course, Enrollment
from ...models.enrollment import progress_of
from ..blueprint import bp
from ..finding import assisted_course, own_course

LIST = "lms/studio/enrollments/index.html"


@bp.get("/studio/courses/<slug>/enrollments")
@needs("courses.work")
def enrollments(slug: str):
    course = assisted_course(slug)
    return render(LIST, course=course, form=LearnerForm(formdata=None), **_listed(course))


@bp.post("/studio/courses/<slug>/enrollments")
@needs("courses.work")
def enroll_learner(slug: str):
    course, form = own_course(slug), LearnerForm()
    if not form.validate():
        return invalid(LIST, form, course=course, **_listed(course))
    try:
        enrollment = course.admit(_member(form.email.data).id, source="staff")
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(LIST, form, course=course, **_listed(course))
    audit("enrollment.created", subject=course, user_id=enrollment.user_id)
    flash_ok("Enrolled.")
    return go(url_for("lms.enrollments", slug=slug))


@bp.post("/studio/courses/<slug>/enrollments/<int:id>/closure")
@needs("courses.work")
def close_enrollment(slug: str, id: int):
    enrollment = find(Enrollment, id=id, course_id=own_course(slug).id)
    enrollment.close(by=current.user)
    audit("enrollment.closed", subject=enrollment.course, user_id=enrollment.user_id)
    flash_ok(f"{enrollment.user.shown_name} has no access any more. What was done is kept.")
    return go(url_for("lms.enrollments", slug=slug))


def _member(email: str) -> User:
    found = db.session.scalars(User.members().where(User.email == email.lower())).one_or_none()
    if found is None:
        raise Invalid("email", "Nobody with this address is a member of this site.")
    return found


def _listed(course: Course) -> dict:
    q = (tidy(request.args.get("q")) or "")[:100]
    learners = select(Enrollment).where(Enrollment.course_id == course.id).join(Enrollment.user)
    cohort_id = request.args.get("cohort", type=int)
    if cohort_id:
        learners = learners.where(Enrollment.cohort_id == cohort_id)
    matching = learners.where(User.named_like(q)) if q else learners
    newest_first = matching.order_by(Enrollment.created_at.desc(), Enrollment.id.desc())
    page = paginate(newest_first.options(joinedload(Enrollment.user).undefer(User.has_come)), per_page=50)
    shown = {"cohort_id": cohort_id, "cohorts": Cohort.choices(course)}
    return {"page": page, "q": q, "progress": progress_of(page.items), **shown}
