"""A course's team as the API reads and shows it."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..models.team import TEAM_ROLES

ROLE = validate.OneOf(TEAM_ROLES)
EMAIL = 254


class CourseMemberOut(Resource):
    course_id = fields.Id()
    user_id = fields.Id()
    name = fields.String()
    role = fields.String(validate=ROLE)


class CourseRoleIn(Schema):
    role = fields.String(required=True, validate=ROLE, metadata={"example": "assistant"})


class CourseInvitationIn(CourseRoleIn):
    email = fields.Email(required=True, validate=validate.Length(max=EMAIL), metadata={"example": "bob@example.org"})


class CourseInvitationOut(Resource):
    course_id = fields.Id()
    email = fields.String()
    role = fields.String(validate=ROLE)
    expires_at = fields.Utc()


class CourseJoiningIn(Schema):
    code = fields.Text(200, required=True, metadata={"description": "What the letter's link ends with."})
