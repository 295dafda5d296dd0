"""Matches as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.current import current

from ..limits import EMAIL, TITLE
from ..models.match import MOST_PERCENT, STATES


class MatchQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class MatchIn(Schema):
    email = fields.Email(
        required=True, validate=validate.Length(max=EMAIL), metadata={"description": "The sponsor agrees by its link."}
    )
    sponsor_name = fields.Text(TITLE, required=True, metadata={"example": "Acme Optics"})
    percent = fields.Integer(
        strict=True,
        load_default=100,
        validate=validate.Range(1, MOST_PERCENT),
        metadata={"description": "Added to each pledge; 100 doubles it."},
    )
    cap_amount = fields.MinorUnits(minimum=1, required=True, metadata={"description": "At most, all together."})
    per_pledge_amount = fields.MinorUnits(minimum=1, allow_none=True, load_default=None)
    starts_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "Left out: when the sponsor agrees."}
    )
    ends_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "Left out: when the project ends."}
    )
    counts_to_goal = fields.Boolean(
        load_default=True, metadata={"description": "Else backers must reach the goal without it."}
    )


class AgreementIn(Schema):
    payment_method = fields.Text(255, required=True, metadata={"description": "A card made at the provider."})
    is_anonymous = fields.Boolean(load_default=False)


class MatchOut(Resource):
    project_id = fields.Id()
    sponsor = fields.String(metadata={"description": "The name for the public."})
    sponsor_name = fields.Method("get_name", metadata={"description": "For those who run the project."})
    is_anonymous = fields.Boolean()
    percent = fields.Integer()
    cap_amount = fields.Integer()
    per_pledge_amount = fields.Integer(allow_none=True)
    matched_amount = fields.Integer(attribute="matched.minor", metadata={"description": "So far, or for good."})
    currency = fields.String()
    counts_to_goal = fields.Boolean()
    starts_at = fields.Utc(allow_none=True)
    ends_at = fields.Utc(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    because = fields.String()
    confirmed_at = fields.Utc(allow_none=True)

    def get_name(self, match: Any) -> str | None:
        is_known = match.project.editable_by(current.user) or match.user_id == current.user.id
        return match.sponsor_name if is_known else None
