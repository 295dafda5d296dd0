"""Fields that the forms of several modules have: amounts of money and moments on the site's clock."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from wtforms import DateTimeLocalField, StringField
from wtforms.validators import ValidationError

from . import money
from .errors import Invalid
from .formatting import zone
from .forms import Form


class AmountField(StringField):
    """An amount as people type it; `minor` is what it comes to in the form's currency, 0 only where that is allowed."""

    minor: int | None = None

    def __init__(self, *args: Any, allow_zero: bool = False, **kwargs: Any):
        self.allow_zero = allow_zero
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, **kwargs)

    def show(self, minor: int | None, currency: str) -> None:
        """Fill in an amount that is stored."""
        self.data = "" if minor is None else str(money.Money(minor, currency).decimal)

    def pre_validate(self, form: Any) -> None:
        try:
            self.minor = money.parse(self.data or "", form.currency, self.name)
            if self.minor or not self.allow_zero:
                money.whole(self.minor, self.name)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal


class MomentField(DateTimeLocalField):
    """A moment on the site's clock; `moment` is the same in UTC."""

    def __init__(self, *args: Any, **kwargs: Any):
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
        super().__init__(*args, format=formats, **kwargs)

    @property
    def moment(self) -> Any:
        return self.data and self.data.replace(tzinfo=zone()).astimezone(UTC)

    def show(self, moment: Any) -> None:
        """Fill in a moment that is stored."""
        self.data = moment and moment.astimezone(zone()).replace(tzinfo=None, microsecond=0)


class PricedForm(Form):
    """A form whose amounts are in one currency."""

    def __init__(self, currency: str, *args: Any, **kwargs: Any):
        self.currency = currency
        super().__init__(*args, **kwargs)
