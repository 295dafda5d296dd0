"""What a pledge is made of, and what that comes to."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from ..limits import KEY, PER_BACKER
from ..models.line import KINDS as LINE_KINDS

COUNTRY = r"^[A-Z]{2}\Z"


class AddOnIn(Schema):
    reward_id = fields.Id(required=True)
    variant_id = fields.Id(allow_none=True, load_default=None)
    quantity = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, PER_BACKER))


class CompositionIn(Schema):
    """What a pledge is made of."""

    amount = fields.MinorUnits(
        minimum=1,
        metadata={
            "description": "For the reward and on top of it; left out: the reward's price. "
            "Add-ons, shipping and tax are added to it."
        },
    )
    reward_id = fields.Id(allow_none=True)
    reward_key = fields.Text(KEY, metadata={"description": "What opens a secret reward: its link ends with it."})
    quantity = fields.Integer(strict=True, validate=validate.Range(1, PER_BACKER))
    variant_id = fields.Id(allow_none=True)
    add_ons = fields.List(fields.Nested(AddOnIn), validate=validate.Length(max=50))
    country = fields.String(
        validate=validate.Regexp(COUNTRY), metadata={"description": "ISO 3166; shipping and tax depend on it."}
    )


class LineOut(Schema):
    kind = fields.String(validate=validate.OneOf(LINE_KINDS))
    label = fields.String()
    reward_id = fields.Id(allow_none=True)
    variant_id = fields.Id(allow_none=True)
    unit_amount = fields.Integer()
    quantity = fields.Integer()
    amount = fields.Integer()


class QuoteOut(Schema):
    amount = fields.Integer(attribute="total.minor")
    currency = fields.String(attribute="total.currency")
    included_tax_amount = fields.Integer(attribute="included_tax.minor")
    lines = fields.List(fields.Nested(LineOut))
