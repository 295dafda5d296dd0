"""A course's certificates: what they say, who has one, taking one back, awarding one anew."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, invalid, paginate, render

from ...certificates.certifying import award_waiting, count_waiting, renew, revoke
from ...certificates.credentials import keys_url
from ...certificates.forms import CertificateSchemeForm, RevocationForm
from ...models import Certificate, CertificateScheme, Course, SigningKey
from ..blueprint import bp
from ..finding import assisted_course, own_course

EDIT = "lms/studio/certificates/edit.html"
REVOKE = "lms/studio/certificates/revocation.html"
KEYS = "lms/studio/certificates/keys.html"
COLUMNS = ("code", "learner", "course", "cycle", "state", "issued_at", "expires_at", "revoked_at", "revoked_reason")


@bp.get("/studio/courses/<slug>/certificates/")
@needs("courses.work")
def certificates(slug: str):
    course = assisted_course(slug)
    page = paginate(Certificate.of_course(course), per_page=50)
    shown = {"scheme": CertificateScheme.of(course), "waiting": count_waiting(course)}
    return render("lms/studio/certificates/index.html", course=course, page=page, **shown)


@bp.get("/studio/courses/<slug>/certificates.csv")
@needs("courses.work")
def certificates_file(slug: str):
    course = assisted_course(slug)
    return csv_file(f"{course.slug}-certificates.csv", COLUMNS, Certificate.of_course(course), _row)


@bp.get("/studio/courses/<slug>/certificates/edit")
@needs("courses.work")
def edit_certificates(slug: str):
    course = own_course(slug)
    return render(EDIT, course=course, form=CertificateSchemeForm(obj=CertificateScheme.of(course)))


@bp.post("/studio/courses/<slug>/certificates/edit")
@needs("courses.work")
def update_certificates(slug: str):
    course, form = own_course(slug), CertificateSchemeForm()
    if not form.validate():
        return invalid(EDIT, form, course=course)
    CertificateScheme.of(course).change(**form.data)
    flash_ok("Saved. Certificates that were awarded stay as they are.")
    return go(url_for("lms.certificates", slug=course.slug))


@bp.post("/studio/courses/<slug>/certificates/waiting")
@needs("courses.work")
def award_earlier(slug: str):
    course = own_course(slug)
    award_waiting.later(course.id)
    flash_ok("They are being awarded. Each learner gets a letter.")
    return go(url_for("lms.certificates", slug=course.slug))


@bp.get("/studio/courses/<slug>/certificates/<code>/revocation")
@needs("courses.work")
def ask_to_revoke(slug: str, code: str):
    course = own_course(slug)
    return render(REVOKE, course=course, certificate=_of(course, code), form=RevocationForm(formdata=None))


@bp.post("/studio/courses/<slug>/certificates/<code>/revocation")
@needs("courses.work")
def revoke_certificate(slug: str, code: str):
    course, form = own_course(slug), RevocationForm()
    certificate = _of(course, code)
    if not form.validate():
        return invalid(REVOKE, form, course=course, certificate=certificate)
    try:
        revoke(certificate, by=current.user, reason=form.reason.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render(REVOKE, status=refusal.status, course=course, certificate=certificate, form=form)
    flash_ok("Revoked. Its page says so, and the learner gets a letter.")
    return go(url_for("lms.certificates", slug=course.slug))


@bp.post("/studio/courses/<slug>/certificates/<code>/renewal")
@needs("courses.work")
def renew_certificate(slug: str, code: str):
    course = own_course(slug)
    try:
        renewed = renew(_of(course, code))
        flash_ok(f"{renewed.snapshot['learner']} has a new certificate.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.certificates", slug=course.slug))


@bp.get("/studio/certificate-keys")
@needs("site.manage")
def signing_keys():
    keys = db.session.scalars(SigningKey.all_of_them()).all()
    return render(KEYS, keys=keys, keys_url=keys_url())


@bp.post("/studio/certificate-keys")
@needs("site.manage")
def rotate_signing_key():
    SigningKey.rotate()
    flash_ok("From now on a new key signs. What the old one signed can still be verified.")
    return go(url_for("lms.signing_keys"))


def _of(course: Course, code: str) -> Certificate:
    return find(Certificate, course_id=course.id, code=code.replace("\x00", ""))


def _row(each: Certificate) -> list:
    said = each.snapshot
    facts = (each.issued_at, each.expires_at, each.revoked_at, each.revoked_reason)
    return [each.code, said["learner"], said["course"], each.cycle, each.state, *facts]
