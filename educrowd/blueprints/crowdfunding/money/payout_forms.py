"""What people fill in about payouts and milestones."""

from __future__ import annotations

from secrets import token_urlsafe

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from educrowd.core.fields import AmountField, PricedForm
from educrowd.core.forms import Form

from ..limits import TITLE
from ..models.milestone import MOST_PERCENT


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


class MilestoneForm(Form):
    """A promise, and the part of the money that waits for it."""

    title = StringField("Promise", [DataRequired(), Length(max=TITLE)], description="What will be there by then?")
    share_percent = IntegerField("Percent held back", [InputRequired(), NumberRange(1, MOST_PERCENT)])
    lessons_needed = IntegerField(
        "Lessons published",
        [Optional(), NumberRange(1, 1000)],
        description="Released by itself once so many lessons of the project’s course are out; empty: by the staff.",
    )
