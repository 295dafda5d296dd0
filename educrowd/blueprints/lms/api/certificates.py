"""Certificates: what a course awards, who holds one, and whether one is good."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..certificates.certifying import award_waiting, renew, revoke
from ..certificates.schemas import (
    CertificateOut,
    CertificateQuery,
    CertificateSchemeIn,
    CertificateSchemeOut,
    PublicCertificateOut,
    RevocationIn,
)
from ..models import Certificate, CertificateScheme
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/certificate/")
class CourseCertificate(MethodView):
    @lms.response(200, CertificateSchemeOut)
    @needs("courses.work")
    def get(self, id: int) -> CertificateScheme:
        """Whether a course awards certificates, and what they say."""
        return CertificateScheme.of(own_course(id))

    @lms.arguments(CertificateSchemeIn)
    @lms.response(200, CertificateSchemeOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> CertificateScheme:
        """Say what the certificates of a course are like from now on; those awarded stay as they are."""
        scheme = CertificateScheme.of(own_course(id))
        scheme.change(**body)
        return scheme


@lms.route("/courses/<int:id>/certificate/awards/")
class Awards(MethodView):
    @lms.accepted("They are being awarded, and each learner gets a letter.")
    @needs("courses.work")
    def post(self, id: int) -> None:
        """Award certificates to those who completed the course earlier, with a grade that is enough, and have none."""
        award_waiting.later(own_course(id).id)


@lms.route("/certificates/")
class Certificates(MethodView):
    @lms.arguments(CertificateQuery, location="query")
    @lms.page(CertificateOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Certificate]:
        """One's own certificates; those of one's courses, and all of them for the staff."""
        filters = {name: query[name] for name in ("course_id", "user_id") if name in query}
        return Certificate.visible(current.user).filter_by(**filters)


@lms.route("/certificates/<string(maxlength=60):code>/")
class OneCertificate(MethodView):
    @lms.response(200, PublicCertificateOut)
    @needs(PUBLIC)
    def get(self, code: str) -> Certificate:
        """Verify a certificate: what is printed, and whether it is valid, expired or revoked; 404: unknown."""
        return Certificate.coded(code) or abort(404)


@lms.route("/certificates/<string(maxlength=60):code>/revocation/")
class Revocation(MethodView):
    @lms.arguments(RevocationIn)
    @lms.response(200, CertificateOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], code: str) -> Certificate:
        """Take a certificate back, for good; its learner gets a letter with the reason."""
        certificate = _own(code)
        revoke(certificate, by=current.user, reason=body["reason"])
        return certificate


@lms.route("/certificates/<string(maxlength=60):code>/renewals/")
class Renewals(MethodView):
    @lms.response(201, CertificateOut)
    @needs("courses.work")
    def post(self, code: str) -> Certificate:
        """Award the certificate of the next cycle, in today's names and terms."""
        return renew(_own(code))


def _own(code: str) -> Certificate:
    visible = Certificate.visible(current.user).where(Certificate.code == code.replace("\x00", ""))
    certificate = db.session.scalar(visible) or abort(404)
    authorize(certificate.course.editable_by(current.user))
    return certificate
