"""Cohorts: made and changed, joined by a code, and what that means for their members' dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused

from ..models import Cohort, Course, Enrollment
from ..signals import window_changed


class CohortFull(Refused):
    code = "sold_out"
    message = "This cohort is full."


def add_cohort(course: Course, **facts: Any) -> Cohort:
    """A new one; Invalid where the course has one of this name, or its dates are the wrong way round."""
    cohort = Cohort(course=course)
    _set(cohort, **facts)
    audit("cohort.created", subject=course, cohort=cohort.name)
    return cohort


def change_cohort(cohort: Cohort, **facts: Any) -> None:
    """Replace what is given; new dates hold for its members at once."""
    before = cohort.starts_at, cohort.ends_at
    _set(cohort, **facts)
    if before != (cohort.starts_at, cohort.ends_at):
        for enrollment in db.session.scalars(cohort.members.with_for_update(of=Enrollment)):
            _date(enrollment, cohort)
    audit("cohort.changed", subject=cohort.course, cohort=cohort.name)


def delete_cohort(cohort: Cohort) -> None:
    """Its members stay in the course, with its dates for everybody."""
    for enrollment in db.session.scalars(cohort.members.with_for_update(of=Enrollment)):
        _leave(enrollment)
    db.session.flush()
    audit("cohort.deleted", subject=cohort.course, cohort=cohort.name)
    db.session.delete(cohort)


def assign(enrollment: Enrollment, cohort: Cohort | None) -> None:
    """Put a learner into a cohort, or into none; makers may put in more than there are seats."""
    if cohort is None:
        _leave(enrollment)
    else:
        enrollment.cohort_id = cohort.id
        _date(enrollment, cohort)
    audit("cohort.assigned", subject=enrollment.course, user_id=enrollment.user_id, cohort=cohort and cohort.name)


def join(cohort: Cohort, user: User) -> Enrollment:
    """Whoever has the code comes in, and into the course first where they are not in it; CohortFull without a seat.

    Codes are handed on, so none moves an end of access that was there before.
    """
    db.session.refresh(cohort, with_for_update=True)
    enrollment = cohort.course.enrollment_of(user)
    if enrollment:
        enrollment.proven()
    if enrollment and enrollment.is_open and enrollment.cohort_id == cohort.id:
        return enrollment
    if cohort.is_full:
        raise CohortFull()
    ends_at = enrollment.expires_at if enrollment and not enrollment.is_expired else None
    if enrollment is None or not enrollment.is_open:
        enrollment = cohort.course.enroll(user)
    enrollment.cohort_id = cohort.id
    _date(enrollment, cohort, ends_at=ends_at)
    return enrollment


def cohort_at(code: str, course: Course) -> Cohort | None:
    return db.session.scalar(Cohort.of(course).where(Cohort.join_code == code))


def cohort_in(course: Course, id: int | None) -> Cohort | None:
    """One of the course's by its id, where one is meant; Invalid where there is none such."""
    if id is None:
        return None
    found = db.session.scalar(select(Cohort).where(Cohort.id == id, Cohort.course_id == course.id))
    if found is None:
        raise Invalid("cohort_id", "This course has no such cohort.")
    return found


def _set(cohort: Cohort, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(cohort, name, value)
    _check_dates(cohort.starts_at, cohort.ends_at)
    try:
        with db.session.begin_nested():
            db.session.add(cohort)
    except IntegrityError:
        raise Invalid("name", "This course has a cohort of this name.") from None


def _check_dates(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if starts_at and ends_at and ends_at <= starts_at:
        raise Invalid("ends_at", "It ends before it starts.")


def _date(enrollment: Enrollment, cohort: Cohort, *, ends_at: datetime | None = None) -> None:
    """By the cohort's dates; an end that is given stays as it is."""
    enrollment.starts_at = cohort.starts_at
    end = cohort.ends_at or enrollment.course.access_end(cohort.starts_at or enrollment.created_at)
    enrollment.expires_at = ends_at or end
    _tell(enrollment)


def _leave(enrollment: Enrollment) -> None:
    enrollment.cohort_id = enrollment.starts_at = None
    enrollment.expires_at = enrollment.course.access_end(enrollment.created_at)
    _tell(enrollment)


def _tell(enrollment: Enrollment) -> None:
    db.session.flush()
    window_changed.send(enrollment, enrollment_id=enrollment.id, lesson_uid=None)
