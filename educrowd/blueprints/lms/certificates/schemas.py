"""Certificates as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import LONGEST_VALIDITY, REASON, STATEMENT, TITLE
from ..models.certificate import STATES
from ..models.certificate_scheme import STATEMENT as USUAL


class CertificateSchemeIn(Schema):
    is_on = fields.Boolean(load_default=True)
    statement = fields.Text(STATEMENT, load_default=USUAL)
    signatory = fields.Text(TITLE, blank=True, load_default="")
    signatory_role = fields.Text(TITLE, blank=True, load_default="")
    minimum_grade = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 100),
        metadata={"description": "In percent, of the grade that the learner sees; null: completing is enough."},
    )
    valid_months = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LONGEST_VALIDITY),
        metadata={"description": "null: it never expires."},
    )


class CertificateSchemeOut(Schema):
    course_id = fields.Id()
    is_on = fields.Boolean()
    statement = fields.String()
    signatory = fields.String()
    signatory_role = fields.String()
    minimum_grade = fields.Integer(allow_none=True)
    valid_months = fields.Integer(allow_none=True)


class CertificateQuery(PageQuery):
    course_id = fields.QueryId()
    user_id = fields.QueryId()
    sort = fields.Sort("issued_at", default="-issued_at")


class PublicCertificateOut(Schema):
    """What anybody with the code reads: what is printed, and whether it is good."""

    code = fields.String(metadata={"example": "k3f9x2mp7qh4t8vw"})
    state = fields.String(validate=validate.OneOf(STATES))
    learner = fields.String(attribute="snapshot.learner")
    course = fields.String(attribute="snapshot.course")
    statement = fields.String(attribute="snapshot.statement")
    signatory = fields.String(attribute="snapshot.signatory")
    signatory_role = fields.String(attribute="snapshot.signatory_role")
    cycle = fields.Integer()
    issued_at = fields.Utc()
    expires_at = fields.Utc(allow_none=True)
    revoked_at = fields.Utc(allow_none=True)
    token = fields.String(metadata={"description": "The same, signed: an Open Badge 3 as a JSON Web Token (EdDSA)."})


class CertificateOut(Resource, PublicCertificateOut):
    course_id = fields.Id()
    user_id = fields.Id()
    enrollment_id = fields.Id()
    revoked_reason = fields.String()


class RevocationIn(Schema):
    reason = fields.Text(REASON, required=True, metadata={"example": "It was awarded to the wrong account."})
