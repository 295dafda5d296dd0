"""What people fill in to sell and to buy a course."""

from __future__ import annotations

from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from educrowd.core.fields import AmountField, MomentField, PricedForm
from educrowd.core.forms import Form

from ..access import choices
from ..limits import COUPON, TITLE, USES

CODE = r"^[A-Za-z0-9-]{3,40}$"
EVERY_COURSE = 0


class CheckoutForm(Form):
    """Three things at most; who is signed in is asked for a coupon only."""

    token: Any = HiddenField(validators=[DataRequired(), Length(max=200)])
    total: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**15)])
    coupon: Any = StringField("Coupon", [Optional(), Length(max=COUPON)])
    email: Any = EmailField(
        "Email", [DataRequired(), Email(), Length(max=254)], description="Your receipt and your seat go here."
    )
    name: Any = StringField("Name", [DataRequired(), Length(max=TITLE)])

    def __init__(self, buyer: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if buyer.is_authenticated:
            del self.email, self.name


class CouponLimitsForm(Form):
    """What may change once people know the code."""

    ends_at: Any = MomentField("Valid until", [Optional()])
    max_uses: Any = IntegerField(
        "How often it can be used",
        [Optional(), NumberRange(1, USES)],
        description="Once for each person. Empty: no limit.",
    )


class CouponForm(PricedForm):
    code: Any = StringField(
        "Code",
        [DataRequired(), Regexp(CODE, message="3 to 40 letters, digits and hyphens.")],
        description="What people type, such as SPRING-20.",
    )
    kind: Any = RadioField("Takes off", choices=[("percent", "A percentage"), ("amount", "A fixed amount")])
    percent: Any = IntegerField("Percent", [Optional(), NumberRange(1, 100)])
    amount: Any = AmountField("Amount", [Optional()])
    course_id: Any = SelectField("For", coerce=int)
    starts_at: Any = MomentField("Valid from", [Optional()])
    ends_at: Any = CouponLimitsForm.ends_at
    max_uses: Any = CouponLimitsForm.max_uses

    def __init__(self, currency: str, *args: Any, seller: Any, **kwargs: Any):
        super().__init__(currency, *args, **kwargs)
        everywhere = [(EVERY_COURSE, "Every course and bundle")] if seller.can("courses.manage") else []
        self.course_id.choices = [*everywhere, *choices(seller)]

    def validate_percent(self, field: Any) -> None:
        if self.kind.data == "percent" and not field.data:
            raise ValidationError("Say how many percent.")

    def validate_amount(self, field: Any) -> None:
        if self.kind.data == "amount" and not field.minor:
            raise ValidationError("Say how much.")

    def validate_ends_at(self, field: Any) -> None:
        if field.moment and self.starts_at.moment and field.moment <= self.starts_at.moment:
            raise ValidationError("It ends before it begins.")

    @property
    def facts(self) -> dict[str, Any]:
        """The coupon as the verbs take it."""
        is_percent = self.kind.data == "percent"
        return {
            "code": self.code.data,
            "percent": self.percent.data if is_percent else None,
            "amount": None if is_percent else self.amount.minor,
            "course_id": self.course_id.data or None,
            "starts_at": self.starts_at.moment,
            "ends_at": self.ends_at.moment,
            "max_uses": self.max_uses.data,
        }
