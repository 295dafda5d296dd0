"""What a pledge is made of, as people choose it: a reward, an amount, add-ons, a country."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from educrowd.core.countries import country_names
from educrowd.core.fields import AmountField, PricedForm

from ..limits import PER_BACKER
from ..models import Project, Reward, WaitlistEntry
from .choosing import add_ons_of, choosable, tiers_of
from .pricing import Item, Quote, asks_for_country
from .wishes import Wish


class CompositionForm(PricedForm):
    """What a pledge is made of; made by `for_project`, as each project has rewards of its own."""

    project: Project
    rewards: list[Reward]
    held: Container[int]
    reward_id = RadioField("Reward", coerce=int, default=0)
    amount = AmountField("Amount", [Optional()])
    # What opens a secret reward.
    reward_key = HiddenField()
    # The total that the person has been shown: nobody is sent to the card page with another one.
    seen_total = HiddenField()

    @classmethod
    def for_project(cls, project: Project, *args: Any, key: str = "", held: Container[int] = (), **kwargs: Any) -> Any:
        """The form with a field for each variant and add-on there is to choose; `held` are ids of what one has."""
        rewards = choosable(project, key=key, held=held)
        fields = _tier_fields(tiers_of(rewards)) | _add_on_fields(add_ons_of(rewards))
        fields |= _country_field(project, rewards) | {"project": project, "rewards": rewards}
        form: Any = type(cls.__name__, (cls,), fields)(project.currency, *args, **kwargs)
        without = {} if project.is_selling_late else {0: "Only support"}
        form.reward_id.choices = without | {tier.id: tier.title for tier in form.tiers}
        form.reward_key.data = key
        form.held = held
        return form

    @property
    def tiers(self) -> list[Reward]:
        return tiers_of(self.rewards)

    @property
    def add_ons(self) -> list[Reward]:
        return add_ons_of(self.rewards)

    def tier_of(self, choice: Any) -> Reward | None:
        """The reward that one of the choices stands for."""
        return next((tier for tier in self.tiers if str(tier.id) == str(choice.data)), None)

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

    def choose(self, reward_id: int | None, places: Sequence[WaitlistEntry]) -> None:
        """Fill in the reward that a link names or a waitlist keeps, as long as it is there."""
        place = next((place for place in places if not place.reward.is_add_on), None)
        chosen = next((tier for tier in self.tiers if tier.id == reward_id), place and place.reward)
        if chosen and (chosen.is_available or chosen.id in self.held):
            self.show(Wish(chosen.amount, reward=chosen, variant=place.variant if place else None))
        for kept in places:
            if kept.reward.is_add_on:
                self._set(_name_of(Item(kept.reward, 1, kept.variant)), 1)

    def saw(self, quote: Quote) -> bool:
        """Whether the person knows this total: it is what they typed, or they were shown it."""
        return not quote.holds_a_surprise or self.seen_total.data == str(quote.total.minor)

    @property
    def composition(self) -> dict[str, Any]:
        """The part of a wish that this form asks for."""
        tier = next((tier for tier in self.tiers if tier.id == self.reward_id.data), None)
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
        items = [item for reward in self.add_ons for item in _choices_of(reward)]
        counted = [(item, self._get(_name_of(item), 0) or 0) for item in items]
        return [Item(item.reward, count, item.variant) for item, count in counted if count]

    def _get(self, name: str, otherwise: Any) -> Any:
        return self[name].data if name in self else otherwise

    def _set(self, name: str, value: Any) -> None:
        if name in self:
            self[name].data = value


def _tier_fields(tiers: list[Reward]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for tier in tiers:
        if tier.per_backer > 1:
            cap = min(tier.per_backer, PER_BACKER)
            fields[f"quantity_{tier.id}"] = IntegerField(
                f"How many of “{tier.title}”", [Optional(), NumberRange(1, cap)], default=1
            )
        if tier.variants:
            choices: dict[Any, str] = {0: "Choose…"} | {each.id: each.label for each in tier.variants}
            fields[f"variant_{tier.id}"] = SelectField(f"Which “{tier.title}”", choices=choices, coerce=int, default=0)
    return fields


def _add_on_fields(add_ons: list[Reward]) -> dict[str, Any]:
    return {
        _name_of(item): IntegerField(item.label, [Optional(), NumberRange(0, reward.per_backer)], default=0)
        for reward in add_ons
        for item in _choices_of(reward)
    }


def _country_field(project: Project, rewards: list[Reward]) -> dict[str, Any]:
    return {"country": SelectField("Country", choices=_countries())} if asks_for_country(project, rewards) else {}


def _choices_of(reward: Reward) -> list[Item]:
    return [Item(reward, 1, variant) for variant in reward.variants] or [Item(reward)]


def _name_of(item: Item) -> str:
    return f"add_on_{item.reward.id}" + (f"_{item.variant.id}" if item.variant else "")


def _countries() -> dict[str, str]:
    return {"": "Choose…"} | country_names()
