"""Joining a cohort by the link that its makers gave out."""

from __future__ import annotations

from flask import abort, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok, go, render

from ..cohorts.grouping import cohort_at, join
from ..models import Cohort, Course
from .blueprint import bp
from .finding import course_at


@bp.get("/courses/<slug>/join/<code>")
@needs(PUBLIC)
def ask_to_join(slug: str, code: str):
    course, cohort = _found(slug, code)
    mine = course.enrollment_of(current.user)
    is_in = mine is not None and mine.is_open and mine.cohort_id == cohort.id
    is_theirs = course.belongs_to(current.user) or (mine is not None and mine.is_open)
    return render("lms/cohorts/join.html", course=course, cohort=cohort, is_in=is_in, is_theirs=is_theirs)


@bp.post("/courses/<slug>/join/<code>")
@needs(SIGNED_IN)
def join_cohort(slug: str, code: str):
    course, cohort = _found(slug, code)
    try:
        join(cohort, current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.ask_to_join", slug=course.slug, code=code))
    flash_ok(f"You are in: {cohort.name}.")
    return go(url_for("lms.learn", slug=course.slug))


def _found(slug: str, code: str) -> tuple[Course, Cohort]:
    course = course_at(slug)
    cohort = cohort_at(code, course) if course.visible_to(current.user) else None
    return course, cohort or abort(404)
