"""Rewards as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import Resource, Schema, fields, validate
from educrowd.core.current import current

from ..limits import KEY, PER_BACKER, QUANTITY, REWARD, TITLE
from ..rewards.secret_links import link_to


class RewardQuery(Schema):
    key = fields.Text(KEY, metadata={"description": "What the link of a secret reward ends with."})


class RewardIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "A seat in the course"})
    description = fields.Text(REWARD, blank=True, load_default="")
    amount = fields.MinorUnits(minimum=1, required=True)
    quantity = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, QUANTITY))
    delivery = fields.Date(allow_none=True, load_default=None)
    delivered_on = fields.Date(
        allow_none=True, load_default=None, metadata={"description": "When it was in people's hands; shown to all."}
    )
    gives_course = fields.Boolean(load_default=True)
    is_add_on = fields.Boolean(load_default=False, metadata={"description": "It comes only on top of a reward."})
    per_backer = fields.Integer(
        strict=True,
        load_default=1,
        validate=validate.Range(1, PER_BACKER),
        metadata={"description": "How many each backer can have."},
    )
    is_secret = fields.Boolean(
        load_default=False, metadata={"description": "In no list: only for those who have its link."}
    )
    opens_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "On offer from; left out: from the launch."}
    )
    closes_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "On offer until; left out: until the end."}
    )


class VariantOut(Schema):
    id = fields.Id()
    label = fields.String()
    sku = fields.String()
    quantity = fields.Integer(allow_none=True)
    taken = fields.Integer()


class RateOut(Schema):
    zone_id = fields.Id()
    amount = fields.Integer()


class RewardOut(Resource):
    project_id = fields.Id()
    title = fields.String()
    description = fields.String()
    amount = fields.Integer()
    currency = fields.String(attribute="project.currency")
    quantity = fields.Integer(allow_none=True)
    taken = fields.Integer()
    delivery = fields.Date(allow_none=True)
    delivered_on = fields.Date(allow_none=True)
    gives_course = fields.Boolean()
    files_count = fields.Integer(metadata={"description": "How many files come with it, once it is paid."})
    is_add_on = fields.Boolean()
    per_backer = fields.Integer()
    is_secret = fields.Boolean()
    is_sold_late = fields.Boolean(metadata={"description": "Whether it is sold on in late pledges."})
    secret_link = fields.Method(
        "get_secret_link", metadata={"description": "Where a secret one is chosen; for those who run the project."}
    )
    opens_at = fields.Utc(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    is_on_offer = fields.Boolean(metadata={"description": "Whether its time has come and is not over."})
    variants = fields.List(fields.Nested(VariantOut))
    shipping_rates = fields.List(fields.Nested(RateOut))

    def get_secret_link(self, reward: Any) -> str | None:
        is_told = reward.is_secret and reward.project.editable_by(current.user)
        return link_to(reward) if is_told else None
