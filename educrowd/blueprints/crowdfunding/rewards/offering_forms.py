"""What creators fill in about variants, shipping and tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import DecimalField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from educrowd.core import money
from educrowd.core.countries import country_names
from educrowd.core.errors import Invalid
from educrowd.core.forms import Form

from ..forms import AmountField, PricedForm
from ..limits import LABEL, QUANTITY, TITLE
from ..models import Project, Reward


class VariantForm(Form):
    label = StringField("Variant", [DataRequired(), Length(max=LABEL)], description="Such as “M” or “Blue”.")
    sku = StringField("SKU", [Optional(), Length(max=LABEL)], description="Your own number for it.")
    quantity = IntegerField("How many there are", [Optional(), NumberRange(1, QUANTITY)])


class ZoneForm(Form):
    name = StringField("Zone", [DataRequired(), Length(max=TITLE)], description="Such as “European Union”.")
    countries = StringField(
        "Countries",
        [Optional(), Length(max=1_000)],
        description="Two-letter codes: “DE, AT, FR”. Empty: everywhere else.",
    )


class TaxForm(Form):
    country = SelectField("Country")
    label = StringField("Name", [DataRequired(), Length(max=LABEL)], description="As on a receipt: “VAT 19%”.")
    percent = DecimalField("Percent", [InputRequired(), NumberRange(Decimal("0.01"), 50)], places=2)
    is_included = RadioField(
        "Prices", choices={"yes": "The tax is in the prices", "no": "It is added to them"}, default="yes"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.country.choices = {"": "Everywhere else"} | country_names()

    @property
    def basis_points(self) -> int:
        return int((self.percent.data or 0) * 100)


class PostageField(AmountField):
    """An amount that may be 0, which is free, or missing: not sent there."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            self.minor = None
            return
        try:
            self.minor = money.parse(self.data, form.currency, self.name)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal


class RatesForm(PricedForm):
    """A price for each reward and zone; made by `for_project`."""

    @classmethod
    def for_project(cls, project: Project, **options: Any) -> Any:
        fields = {
            name_of(reward, zone.id): PostageField(f"{reward.title} to {zone.name}", [Optional()])
            for reward in project.rewards
            for zone in project.zones
        }
        form: Any = type(cls.__name__, (cls,), fields)(project.currency, **options)
        for reward in project.rewards:
            for rate in reward.shipping_rates if "formdata" in options else ():
                form[name_of(reward, rate.zone_id)].show(rate.amount, project.currency)
        return form

    def amounts_of(self, reward: Reward) -> dict[int, int | None]:
        fields: Any = self._fields
        return {zone.id: fields[name_of(reward, zone.id)].minor for zone in reward.project.zones}


def name_of(reward: Reward, zone_id: int) -> str:
    return f"rate_{reward.id}_{zone_id}"
