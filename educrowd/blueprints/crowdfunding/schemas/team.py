"""A project's team as the API reads and shows it."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import EMAIL
from ..models.team import TEAM_ROLES

ROLE = validate.OneOf(TEAM_ROLES)


class TeamMemberOut(Resource):
    project_id = fields.Id()
    user_id = fields.Id()
    name = fields.String()
    role = fields.String(validate=ROLE)


class TeamRoleIn(Schema):
    role = fields.String(required=True, validate=ROLE, metadata={"example": "editor"})


class TeamInvitationIn(TeamRoleIn):
    email = fields.Email(required=True, validate=validate.Length(max=EMAIL), metadata={"example": "bob@example.org"})


class TeamInvitationOut(Resource):
    project_id = fields.Id()
    email = fields.String()
    role = fields.String(validate=ROLE)
    expires_at = fields.Utc()


class JoiningIn(Schema):
    code = fields.Text(200, required=True, metadata={"description": "What the letter's link ends with."})
