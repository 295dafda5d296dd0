"""The second step as the API reads and shows it."""

from __future__ import annotations

from educrowd.core.api import Schema, fields

from ..schemas import OTP, PASSWORD


class PasswordIn(Schema):
    current_password = fields.String(required=True, validate=PASSWORD)


class FirstCodeIn(Schema):
    code = fields.String(required=True, validate=OTP, metadata={"example": "123456"})


class SecondStepOut(Schema):
    is_on = fields.Boolean()
    since = fields.Utc(allow_none=True)
    recovery_codes_left = fields.Integer()


class SecretOut(Schema):
    """Shown once, to be put into an authenticator app."""

    secret = fields.String(metadata={"example": "JBSWY3DPEHPK3PXP"})
    url = fields.String(metadata={"description": "The same as apps read it from a square."})


class RecoveryCodesOut(Schema):
    """Shown once; each is good for one log-in."""

    recovery_codes = fields.List(fields.String(metadata={"example": "abcd-efgh-ijkl-mnop"}))
