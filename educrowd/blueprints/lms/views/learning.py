"""A learner's own pages: all my courses, and one of them."""

from __future__ import annotations

from flask import abort, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import paginate, render

from ..gating import Gates
from ..models import Certificate, Course, Enrollment
from .blueprint import bp
from .finding import course_at


@bp.get("/account/learning")
@needs(SIGNED_IN)
def learning():
    mine = select(Enrollment).where(Enrollment.user_id == current.user.id).order_by(Enrollment.updated_at.desc())
    with_all = mine.options(
        joinedload(Enrollment.course).options(Course.edition_option()), selectinload(Enrollment.completions)
    )
    return render("lms/learning/index.html", page=paginate(with_all))


@bp.get("/learn/<slug>/")
@needs(SIGNED_IN)
def learn(slug: str):
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user, Enrollment.journey_option())
    if enrollment is None or not enrollment.is_open:
        return redirect(url_for("lms.course", slug=course.slug)) if course.visible_to(current.user) else abort(404)
    gates = Gates(course, enrollment, current.user)
    certificate = Certificate.newest_of(enrollment) if enrollment.is_finished else None
    shown = {"course": course, "enrollment": enrollment, "journey": enrollment.journey, "gates": gates}
    return render("lms/learning/show.html", certificate=certificate, **shown)


@bp.get("/learn/<slug>/continue")
@needs(SIGNED_IN)
def continue_learning(slug: str):
    """Where the learner goes on: the next lesson, or what is said about it while it is locked."""
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user, Enrollment.journey_option()) or abort(404)
    upcoming = enrollment.journey.next_lesson
    if enrollment.is_open and upcoming and Gates(course, enrollment, current.user).of(upcoming).is_open:
        return redirect(url_for("lms.lesson", slug=course.slug, uid=upcoming.uid))
    return redirect(url_for("lms.learn", slug=course.slug))
