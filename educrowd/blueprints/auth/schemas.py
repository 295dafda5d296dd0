"""Accounts and members as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Schema, fields, validate

from . import passwords, roles
from .entering.recognizing import shows_private

OTP = validate.Length(6, 40)
PASSWORD = validate.Length(1, passwords.LONGEST)


class RegisterIn(Schema):
    email = fields.Email(required=True, validate=validate.Length(max=254), metadata={"example": "ada@example.com"})
    password = fields.String(required=True, validate=PASSWORD, metadata={"example": "analytical engines"})
    first_name = fields.Text(150, required=True, metadata={"example": "Ada"})
    last_name = fields.Text(150, required=True, metadata={"example": "Lovelace"})
    username = fields.String(validate=validate.Length(3, 150), metadata={"example": "ada"})


class LoginIn(Schema):
    email = fields.String(validate=validate.Length(1, 254), metadata={"example": "ada@example.com"})
    username = fields.String(validate=validate.Length(1, 254), metadata={"example": "ada"})
    password = fields.String(required=True, validate=PASSWORD, metadata={"example": "analytical engines"})
    otp = fields.String(validate=OTP, metadata={"example": "123456"})


class RefreshIn(Schema):
    refresh_token = fields.String(required=True, validate=validate.Length(1, 200))


class PasswordChangeIn(Schema):
    current_password = fields.String(required=True, validate=PASSWORD)
    new_password = fields.String(required=True, validate=PASSWORD)


class PasswordResetIn(Schema):
    email = fields.Email(required=True, validate=validate.Length(max=254))


class PasswordResetConfirmIn(Schema):
    token = fields.String(required=True, validate=validate.Length(1, 200))
    new_password = fields.String(required=True, validate=PASSWORD)


class LoginLinkIn(Schema):
    email = fields.Email(required=True, validate=validate.Length(max=254))


class CodeIn(Schema):
    token = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "The last part of the link."},
    )


class LoginLinkConfirmIn(CodeIn):
    otp = fields.String(validate=OTP, metadata={"example": "123456"})


class EmailChangeIn(Schema):
    email = fields.Email(required=True, validate=validate.Length(max=254), metadata={"example": "ada@example.net"})
    current_password = fields.String(required=True, validate=PASSWORD)


PRIVATE = ("phone_number", "date_of_birth", "postal_address")


class ProfileOut(Schema):
    """Phone, date of birth and address are null on a site to whoever came there by a link, a hand-off or a key."""

    avatar = fields.String()
    bio = fields.String()
    phone_number = fields.String(allow_none=True)
    date_of_birth = fields.Date(allow_none=True)
    postal_address = fields.String(allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return None if attr in PRIVATE and not shows_private() else super().get_attribute(obj, attr, default)


class UserOut(Schema):
    """An account, as its owner sees it."""

    id = fields.Id()
    email = fields.String(metadata={"example": "ada@example.com"})
    username = fields.String(metadata={"example": "ada"})
    first_name = fields.String()
    last_name = fields.String()
    name = fields.String(metadata={"example": "Ada Lovelace"})
    is_verified = fields.Boolean()
    role = fields.String(allow_none=True, metadata={"example": "student"})
    roles = fields.Method("list_roles", metadata={"type": "array", "items": {"type": "string"}})
    created_at = fields.Utc()
    updated_at = fields.Utc()

    def list_roles(self, user: object) -> list[str]:
        return sorted(user.roles)  # pyright: ignore


class MeOut(UserOut):
    """An account with what it tells about itself."""

    profile = fields.Nested(ProfileOut)


class MeIn(Schema):
    first_name = fields.Text(150)
    last_name = fields.Text(150, blank=True)
    bio = fields.Text(2000, blank=True)
    phone_number = fields.String(allow_none=True, validate=validate.Regexp(r"\+?[0-9 ()/.-]{5,30}\Z"))
    date_of_birth = fields.Date(allow_none=True)
    postal_address = fields.Text(500, blank=True, allow_none=True)


class TokensOut(Schema):
    access_token = fields.String()
    refresh_token = fields.String()
    token_type = fields.String(metadata={"example": "Bearer"})
    expires_in = fields.Integer(metadata={"example": 900})
    user = fields.Nested(UserOut)


class MemberQuery(PageQuery):
    sort = fields.Sort("id", "role", "assigned_at")
    role = fields.String(validate=validate.OneOf(roles.ROLES))
    q = fields.String(validate=validate.Length(max=100))


class MemberIn(Schema):
    email = fields.Email(required=True, validate=validate.Length(max=254), metadata={"example": "grace@example.com"})
    name = fields.Text(150, blank=True, load_default="")
    role = fields.String(required=True, validate=validate.OneOf(roles.ROLES), metadata={"example": "instructor"})
    expires_at = fields.Utc(allow_none=True, load_default=None)


class MemberChanges(Schema):
    role = fields.String(validate=validate.OneOf(roles.ROLES))
    expires_at = fields.Utc(allow_none=True)


class PersonOut(Schema):
    id = fields.Id()
    name = fields.String(
        attribute="shown_name", metadata={"description": "The address, until the person has come to the site."}
    )
    email = fields.String()


class MemberOut(Schema):
    """One role of one person on this site."""

    id = fields.Id()
    tenant_id = fields.Id()
    user = fields.Nested(PersonOut)
    role = fields.String(metadata={"example": "instructor"})
    is_active = fields.Boolean()
    assigned_at = fields.Utc()
    accepted_at = fields.Utc(allow_none=True, metadata={"description": "When the person took what staff had offered."})
    expires_at = fields.Utc(allow_none=True)
    created_at = fields.Utc()
    updated_at = fields.Utc()
