"""Selling on after a project was funded, as the API reads and shows it."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate


class LateSaleIn(Schema):
    reward_ids = fields.List(
        fields.Id(),
        required=True,
        validate=validate.Length(1, 300),
        metadata={"description": "What is sold on; nothing else can be pledged for."},
    )
    ends_at = fields.Utc(allow_none=True, load_default=None, metadata={"description": "Left out: while stock lasts."})


class LateSaleOut(Resource):
    project_id = fields.Id()
    reward_ids = fields.Method("get_reward_ids")
    ends_at = fields.Utc(allow_none=True)
    closed_at = fields.Utc(allow_none=True)
    is_open = fields.Boolean(attribute="project.is_selling_late")
    late_amount = fields.Integer(attribute="project.totals.late_amount")
    currency = fields.String(attribute="project.currency")

    def get_reward_ids(self, sale) -> list[int]:
        return [reward.id for reward in sale.project.listed_rewards if reward.is_sold_late]
