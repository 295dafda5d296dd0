"""What cancelling comes to, as the API shows it."""

from __future__ import annotations

from educrowd.core.api import Schema, fields


class CancellationFigures(Schema):
    paid = fields.Integer(metadata={"description": "How many backers have paid."})
    amount = fields.Integer(attribute="amount.minor", metadata={"description": "What they get back."})
    let_go = fields.Integer(metadata={"description": "Pledges that end without a charge."})
    disputed = fields.Integer(metadata={"description": "Payments that the banks decide on."})
    lost_fees_amount = fields.Integer(
        attribute="lost_fees.minor", metadata={"description": "Card fees that the provider keeps."}
    )
    lacking_amount = fields.Integer(
        attribute="lacking.minor", metadata={"description": "What the account must be topped up with first."}
    )
    currency = fields.String(attribute="amount.currency")
