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
from ..models import Bundle

CODE = r"^[A-Za-z0-9-]{3,40}$"
EVERYTHING = "all"


class CheckoutForm(Form):
    """Three things at most; who is signed in is asked for a coupon only."""

    token: Any = HiddenField(validators=[DataRequired(), Length(max=200)])
    total: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**15)])
    currency: Any = HiddenField(validators=[Optional(), Length(max=3)])
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
    kind: Any = RadioField("Takes off", choices={"percent": "A percentage", "amount": "A fixed amount"})
    percent: Any = IntegerField("Percent", [Optional(), NumberRange(1, 100)])
    amount: Any = AmountField("Amount", [Optional()])
    offer: Any = SelectField("For")
    starts_at: Any = MomentField("Valid from", [Optional()])
    ends_at: Any = CouponLimitsForm.ends_at
    max_uses: Any = CouponLimitsForm.max_uses

    def __init__(self, currency: str, *args: Any, seller: Any, **kwargs: Any):
        super().__init__(currency, *args, **kwargs)
        everywhere = {EVERYTHING: "Every course and bundle"} if seller.can("courses.manage") else {}
        courses = {f"course-{id}": title for id, title in choices(seller)}
        bundles = {f"bundle-{id}": f"{title} (bundle)" for id, title in Bundle.choices(seller)}
        self.offer.choices = everywhere | courses | bundles

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
            **self._offered,
            "starts_at": self.starts_at.moment,
            "ends_at": self.ends_at.moment,
            "max_uses": self.max_uses.data,
        }

    @property
    def _offered(self) -> dict[str, int]:
        kind, _, id = self.offer.data.partition("-")
        return {f"{kind}_id": int(id)} if id else {}
