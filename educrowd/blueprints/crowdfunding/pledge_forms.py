"""What backers fill in: what their pledge is made of, who they are, where things go."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, NumberRange, Optional

from educrowd.core.countries import country_names
from educrowd.core.fields import AmountField, PricedForm
from educrowd.core.forms import Form

from .limits import ADDRESS_LINE, EMAIL, MESSAGE, PER_BACKER, TITLE
from .models import Pledge, Project, Reward
from .pricing import Item, Quote, asks_for_country
from .wishes import Wish


class CompositionForm(PricedForm):
    """What a pledge is made of; made by `for_project`, as each project has rewards of its own."""

    project: Project
    reward_id = RadioField("Reward", coerce=int, default=0)
    amount = AmountField("Amount", [Optional()])
    # The total that the person has been shown: nobody is sent to the card page with another one.
    seen_total = HiddenField()

    @classmethod
    def for_project(cls, project: Project, *args: Any, **kwargs: Any) -> Any:
        """The form with a field for each variant and add-on there is to choose."""
        fields = _tier_fields(project) | _add_on_fields(project) | _country_field(project)
        form: Any = type(cls.__name__, (cls,), fields | {"project": project})(project.currency, *args, **kwargs)
        form.reward_id.choices = [(0, "Only support"), *((tier.id, tier.title) for tier in project.tiers)]
        return form

    def show(self, wish: Wish) -> None:
        """Fill in what somebody wants."""
        self.reward_id.data = wish.reward.id if wish.reward else 0
        self.amount.show(wish.amount, self.currency)
        if wish.reward:
            self._set(f"quantity_{wish.reward.id}", wish.quantity)
            self._set(f"variant_{wish.reward.id}", wish.variant.id if wish.variant else 0)
        for item in wish.add_ons:
            self._set(_name_of(item), item.quantity)
        self._set("country", wish.country)

    def saw(self, quote: Quote) -> bool:
        """Whether the person knows this total: it is what they typed, or they were shown it."""
        return not quote.holds_a_surprise or self.seen_total.data == str(quote.total.minor)

    @property
    def composition(self) -> dict[str, Any]:
        """The part of a wish that this form asks for."""
        tier = next((tier for tier in self.project.tiers if tier.id == self.reward_id.data), None)
        return {
            "reward": tier,
            "amount": self.amount.minor if self.amount.data or tier is None else None,
            "quantity": self._get(f"quantity_{tier.id}", 1) if tier else 1,
            "variant": self._variant(tier) if tier else None,
            "add_ons": tuple(self._add_ons()),
            "country": self._get("country", "") or "",
        }

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if not self.reward_id.data and not self.amount.data and not self.amount.errors:
            self.amount.errors = [*self.amount.errors, "Say how much you want to give."]
            return False
        return is_valid

    def has_chosen(self, add_on: Reward) -> bool:
        return any(field.data for field in self.add_on_fields(add_on))

    def add_on_fields(self, reward: Reward) -> list[Any]:
        return [self[_name_of(item)] for item in _choices_of(reward)]

    def _variant(self, tier: Reward) -> Any:
        chosen = self._get(f"variant_{tier.id}", 0)
        return next((variant for variant in tier.variants if variant.id == chosen), None)

    def _add_ons(self) -> list[Item]:
        items = [item for reward in self.project.add_ons for item in _choices_of(reward)]
        counted = [(item, self._get(_name_of(item), 0) or 0) for item in items]
        return [Item(item.reward, count, item.variant) for item, count in counted if count]

    def _get(self, name: str, otherwise: Any) -> Any:
        return self[name].data if name in self else otherwise

    def _set(self, name: str, value: Any) -> None:
        if name in self:
            self[name].data = value


class PledgeForm(CompositionForm):
    """Five things at most in the common case, and a signed-in backer is asked for two of them fewer."""

    token = HiddenField(validators=[DataRequired()])
    email = EmailField(
        "Email", [DataRequired(), Email(), Length(max=EMAIL)], description="Your receipt goes here. No account needed."
    )
    name = StringField("Name", [DataRequired(), Length(max=TITLE)])
    is_anonymous = BooleanField("Don’t show my name")

    def leave_out_person(self) -> None:
        del self.email, self.name


class ChangeForm(CompositionForm):
    """Everything of a pledge that may still become another."""

    message = TextAreaField("A word to the creator", [Optional(), Length(max=MESSAGE)])
    is_anonymous = BooleanField("Don’t show my name")


class AddressForm(Form):
    name = StringField("Name", [DataRequired(), Length(max=ADDRESS_LINE)])
    line1 = StringField("Street and number", [DataRequired(), Length(max=ADDRESS_LINE)])
    line2 = StringField("Apartment, floor", [Optional(), Length(max=ADDRESS_LINE)])
    postal_code = StringField("Postal code", [Optional(), Length(max=20)])
    city = StringField("City", [DataRequired(), Length(max=ADDRESS_LINE)])
    region = StringField("State or region", [Optional(), Length(max=ADDRESS_LINE)])


def change_form(pledge: Pledge, *args: Any, **kwargs: Any) -> ChangeForm:
    """The form of a pledge that stands."""
    return ChangeForm.for_project(pledge.project, *args, **kwargs)


def _tier_fields(project: Project) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for tier in project.tiers:
        if tier.per_backer > 1:
            cap = min(tier.per_backer, PER_BACKER)
            fields[f"quantity_{tier.id}"] = IntegerField(
                f"How many of “{tier.title}”", [Optional(), NumberRange(1, cap)], default=1
            )
        if tier.variants:
            choices = [(0, "Choose…"), *((each.id, each.label) for each in tier.variants)]
            fields[f"variant_{tier.id}"] = SelectField(f"Which “{tier.title}”", choices=choices, coerce=int, default=0)
    return fields


def _add_on_fields(project: Project) -> dict[str, Any]:
    return {
        _name_of(item): IntegerField(item.label, [Optional(), NumberRange(0, reward.per_backer)], default=0)
        for reward in project.add_ons
        for item in _choices_of(reward)
    }


def _country_field(project: Project) -> dict[str, Any]:
    return {"country": SelectField("Country", choices=_countries())} if asks_for_country(project) else {}


def _choices_of(reward: Reward) -> list[Item]:
    return [Item(reward, 1, variant) for variant in reward.variants] or [Item(reward)]


def _name_of(item: Item) -> str:
    return f"add_on_{item.reward.id}" + (f"_{item.variant.id}" if item.variant else "")


def _countries() -> list[tuple[str, str]]:
    return [("", "Choose…"), *country_names().items()]
