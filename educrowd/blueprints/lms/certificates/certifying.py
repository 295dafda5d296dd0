"""Awarding certificates, and renewing them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.formatting import locale, zone
from educrowd.core.jobs import job

from ..grading.gradebook import grade_of
from ..models import Certificate, CertificateScheme, Course, Enrollment, SigningKey
from ..models.errors import NotCertified
from ..models.uid import new_uid
from ..signals import certificate_awarded
from .credentials import credential, sign
from .mailers import send_certificate_ending, send_certificate_revoked

REMINDED_BEFORE = timedelta(days=30)


def award(enrollment: Enrollment, *, tell: bool = True) -> Certificate | None:
    """The certificate of whoever has completed a course that awards them; the first one, once, with a letter."""
    scheme = CertificateScheme.of(enrollment.course)
    if not scheme.is_on or not enrollment.is_finished or not _has_grade(enrollment, scheme):
        return None
    return _issue(enrollment, scheme, cycle=1, tell=tell)


def _has_grade(enrollment: Enrollment, scheme: CertificateScheme) -> bool:
    """Whether the grade that the learner sees is enough, where one is asked for."""
    if scheme.minimum_grade is None:
        return True
    percent = grade_of(enrollment).percent
    return percent is not None and percent >= scheme.minimum_grade


def award_for_grade(enrollment_id: int) -> None:
    """A grade has come or changed: whoever had completed the course before may be good for the certificate now."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
    if enrollment.is_finished and CertificateScheme.of(enrollment.course).minimum_grade is not None:
        award(enrollment)


@job(queue="bulk")
def remind_of_ends() -> None:
    """Write to those whose certificates expire within a month, once."""
    for certificate in db.session.scalars(Certificate.ending(REMINDED_BEFORE).with_for_update(skip_locked=True)):
        certificate.reminded_at = utcnow()
        send_certificate_ending.later(certificate.id)


def renew(certificate: Certificate) -> Certificate:
    """A new one for the next cycle, with the names and terms of today; the one before stays what it is."""
    scheme = CertificateScheme.of(certificate.course)
    if not scheme.is_on:
        raise NotCertified()
    latest = Certificate.newest_of(certificate.enrollment)
    assert latest
    renewed = _issue(latest.enrollment, scheme, cycle=latest.cycle + 1)
    if renewed is None:
        raise NotCertified("Somebody else has just renewed it.")
    audit("certificate.renewed", subject=renewed, code=renewed.code, cycle=renewed.cycle)
    return renewed


def revoke(certificate: Certificate, *, by: Any, reason: str) -> None:
    """Take it back, and tell whoever holds it."""
    certificate.revoke(by=by, reason=reason)
    send_certificate_revoked.later(certificate.id)


def waiting(course: Course) -> Select[Enrollment]:
    """Those who have completed the course and hold no certificate of it: they came before it awarded any."""
    held = select(Certificate.id).where(Certificate.enrollment_id == Enrollment.id)
    done = select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.completed_at.is_not(None))
    return done.where(~held.exists()).order_by(Enrollment.id)


def count_waiting(course: Course) -> int:
    return db.session.scalar(select(func.count()).select_from(waiting(course).order_by(None).subquery())) or 0


@job(queue="bulk")
def award_waiting(course_id: int) -> None:
    """Award to all who completed the course before."""
    course = db.session.scalars(select(Course).where(Course.id == course_id)).one()
    for enrollment in db.session.scalars(waiting(course)):
        award(enrollment)


def months_after(moment: datetime, months: int) -> datetime:
    """The same hour of the same day on the site's clock, the month's last one where it has no such day."""
    there = moment.astimezone(zone())
    years, month = divmod(there.month - 1 + months, 12)
    year, month = there.year + years, month + 1
    day = min(there.day, monthrange(year, month)[1])
    return there.replace(year=year, month=month, day=day).astimezone(UTC)


def _issue(enrollment: Enrollment, scheme: CertificateScheme, *, cycle: int, tell: bool = True) -> Certificate | None:
    """None where this cycle's has been issued already."""
    code, key, now = new_uid() + new_uid()[:6], SigningKey.newest(), utcnow().replace(microsecond=0)
    ends = months_after(now, scheme.valid_months) if scheme.valid_months else None
    snapshot = _snapshot(enrollment, scheme, cycle, now, ends)
    row = {
        "tenant_id": bound_tenant_id(),
        "code": code,
        "course_id": enrollment.course_id,
        "enrollment_id": enrollment.id,
        "user_id": enrollment.user_id,
        "key_id": key.id,
        "cycle": cycle,
        "issued_at": now,
        "expires_at": ends,
        "snapshot": snapshot,
        "token": sign(credential(code, snapshot, now, ends), key),
    }
    added = insert(Certificate).values(row).on_conflict_do_nothing().returning(Certificate)
    certificate = db.session.scalars(added).one_or_none()
    if certificate and tell:
        certificate_awarded.send(certificate, certificate_id=certificate.id)
    return certificate


def _snapshot(
    enrollment: Enrollment, scheme: CertificateScheme, cycle: int, now: datetime, ends: datetime | None
) -> dict[str, Any]:
    """All that is printed, as it is called on this day."""
    course, site = enrollment.course, current.tenant
    completed_at = enrollment.completed_at if cycle == 1 else now
    return {
        "learner": enrollment.user.name,
        "course": course.title,
        "summary": course.summary,
        "course_url": f"{site.origin}/courses/{course.slug}",
        "statement": scheme.statement,
        "signatory": scheme.signatory,
        "signatory_role": scheme.signatory_role,
        "site": site.name,
        "site_url": site.origin,
        "accent": site.accent,
        "cycle": cycle,
        "completed_on": _day(completed_at or now),
        "expires_on": _day(ends) if ends else None,
    }


def _day(moment: datetime) -> str:
    return format_date(moment.astimezone(zone()).date(), "long", locale=locale())
