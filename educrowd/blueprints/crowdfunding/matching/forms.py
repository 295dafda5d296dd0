"""What a creator writes down about a sponsor, and what the sponsor adds."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, IntegerField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from educrowd.core.fields import AmountField, MomentField, PricedForm
from educrowd.core.forms import Form

from ..limits import EMAIL, TITLE
from ..models.match import MOST_PERCENT


class MatchForm(PricedForm):
    """The terms; they are frozen as soon as they are written down."""

    sponsor_name = StringField(
        "Sponsor", [DataRequired(), Length(max=TITLE)], description="A person or an organization, as people read it."
    )
    email = EmailField(
        "Email", [DataRequired(), Email(), Length(max=EMAIL)], description="They agree by the link we send there."
    )
    percent = IntegerField(
        "Adds to each pledge",
        [InputRequired(), NumberRange(1, MOST_PERCENT)],
        default=100,
        description="100% doubles it.",
    )
    cap = AmountField("At most", [DataRequired()], description="All together.")
    per_pledge = AmountField("At most for each pledge", [Optional()])
    starts_at = MomentField("From", [Optional()], description="Empty: from the moment the sponsor agrees.")
    ends_at = MomentField("Until", [Optional()], description="Empty: until the project ends.")
    counts_to_goal = BooleanField(
        "Counts toward the goal",
        default=True,
        description="Else backers must reach the goal by themselves, and the match comes on top.",
    )

    @property
    def terms(self) -> dict[str, Any]:
        """What `invite_sponsor` takes."""
        return {
            "email": self.email.data or "",
            "sponsor_name": self.sponsor_name.data or "",
            "percent": self.percent.data or 0,
            "cap_amount": self.cap.minor or 0,
            "per_pledge_amount": self.per_pledge.minor,
            "starts_at": self.starts_at.moment,
            "ends_at": self.ends_at.moment,
            "counts_to_goal": self.counts_to_goal.data,
        }


class AgreementForm(Form):
    is_anonymous = BooleanField("Do not show my name")
