"""What people fill in about payouts and milestones."""

from __future__ import annotations

from secrets import token_urlsafe

from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from .forms import AmountField, PricedForm


class PayoutForm(PricedForm):
    """How much goes to the bank."""

    token = HiddenField(validators=[DataRequired(), Length(max=64)])
    amount = AmountField("Amount", [DataRequired()])

    @classmethod
    def for_all(cls, currency: str, most: int) -> PayoutForm:
        """Filled in with all there is, and a token that makes a double click one payout."""
        form = cls(currency, formdata=None)
        form.token.data = token_urlsafe(16)
        form.amount.show(most, currency)
        return form
