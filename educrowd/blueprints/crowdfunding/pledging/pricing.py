"""What a pledge comes to: rewards, what is given on top, shipping and tax, as lines that sum to the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from educrowd.core import money
from educrowd.core.countries import country_name, find_country
from educrowd.core.errors import Invalid
from educrowd.core.money import Money

from ..models import PledgeLine, Project, Reward, RewardVariant, ShippingZone, TaxRate


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one reward or add-on, in one variant where there are any."""

    reward: Reward
    quantity: int = 1
    variant: RewardVariant | None = None

    @property
    def label(self) -> str:
        return f"{self.reward.title}, {self.variant.label}" if self.variant else self.reward.title


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody would pay; `asked` is what they offered themselves, without add-ons, shipping and tax."""

    lines: list[PledgeLine]
    total: Money
    asked: int
    included_tax: Money
    tax_label: str = ""

    @property
    def holds_a_surprise(self) -> bool:
        """Whether more is due than the amount somebody typed."""
        return self.total.minor != self.asked


def price(
    project: Project, *, tier: Item | None, amount: int | None, add_ons: Sequence[Item] = (), country: str = ""
) -> Quote:
    """Price a pledge or say at which field it cannot be had."""
    items = [*([tier] if tier else []), *add_ons]
    _check_items(project, tier, add_ons)
    asked = _asked(project, tier, amount)
    goods = [_line_of(item, "reward" if item is tier else "add_on") for item in items]
    shipping = _shipping(project, items, country)
    tax = _tax_rate(project, country) if items else None
    taxed = sum(line.amount for line in [*goods, *shipping])
    lines = [*goods, *_bonus(tier, asked), *shipping, *_tax_on_top(tax, taxed, project.currency)]
    total = money.chargeable(sum(line.amount for line in lines), project.currency)
    included = tax.within(taxed) if tax and tax.is_included else 0
    return Quote(
        lines, Money(total, project.currency), asked, Money(included, project.currency), tax.label if tax else ""
    )


def asks_for_country(project: Project, rewards: Iterable[Reward]) -> bool:
    """Whether what somebody who may choose from these pays depends on where they live."""
    return bool(project.tax_rates) or any(reward.ships for reward in rewards)


def _check_items(project: Project, tier: Item | None, add_ons: Sequence[Item]) -> None:
    if tier:
        _check(project, tier, "reward_id")
        if tier.reward.is_add_on:
            raise Invalid("reward_id", "This comes only on top of a reward.")
    elif add_ons:
        raise Invalid("add_ons", "Add-ons come on top of a reward: choose one.")
    seen = [(item.reward.id, item.variant and item.variant.id) for item in add_ons]
    if len(set(seen)) < len(seen):
        raise Invalid("add_ons", "Name each add-on once.")
    for item in add_ons:
        _check(project, item, "add_ons")
        if not item.reward.is_add_on:
            raise Invalid("add_ons", f"“{item.reward.title}” is no add-on.")
    for reward in {item.reward for item in add_ons}:
        _check_cap(reward, sum(item.quantity for item in add_ons if item.reward is reward), "add_ons")


def _check(project: Project, item: Item, field: str) -> None:
    if item.reward.project_id != project.id:
        raise Invalid(field, "Choose one of this project's rewards.")
    if item.variant and item.variant.reward_id != item.reward.id:
        raise Invalid("variant_id", f"Choose a variant of “{item.reward.title}”.")
    if item.reward.variants and not item.variant:
        raise Invalid("variant_id", f"Choose which “{item.reward.title}” you want.")
    _check_cap(item.reward, item.quantity, "quantity" if field == "reward_id" else field)


def _check_cap(reward: Reward, quantity: int, field: str) -> None:
    if not 1 <= quantity <= reward.per_backer:
        raise Invalid(field, f"Each backer can have {reward.per_backer} of “{reward.title}”.")


def _asked(project: Project, tier: Item | None, amount: int | None) -> int:
    least = tier.reward.amount * tier.quantity if tier else 0
    asked = least if amount is None and tier else money.chargeable(amount, project.currency)
    if asked < least:
        raise Invalid("amount", f"This reward is for {money.display(least, project.currency)} or more.")
    return asked


def _line_of(item: Item, kind: str) -> PledgeLine:
    return _line(
        kind,
        item.label,
        item.reward.amount,
        item.quantity,
        reward_id=item.reward.id,
        variant_id=item.variant.id if item.variant else None,
    )


def _bonus(tier: Item | None, asked: int) -> list[PledgeLine]:
    extra = asked - (tier.reward.amount * tier.quantity if tier else 0)
    return [_line("bonus", "On top" if tier else "Support", extra)] if extra else []


def _shipping(project: Project, items: Iterable[Item], country: str) -> list[PledgeLine]:
    shipped = [item for item in items if item.reward.ships]
    if not shipped:
        return []
    zone = _zone_of(project, find_country(country))
    costs = sum(_rate_of(item, zone, country) * item.quantity for item in shipped)
    return [_line("shipping", f"Shipping to {country_name(country)}", costs)]


def _zone_of(project: Project, country: str) -> ShippingZone | None:
    named = (zone for zone in project.zones if country in zone.countries)
    elsewhere = (zone for zone in project.zones if zone.is_everywhere_else)
    return next(named, None) or next(elsewhere, None)


def _rate_of(item: Item, zone: ShippingZone | None, country: str) -> int:
    for rate in item.reward.shipping_rates:
        if zone and rate.zone_id == zone.id:
            return rate.amount
    raise Invalid("country", f"“{item.reward.title}” is not sent to {country_name(country)}.")


def _tax_rate(project: Project, country: str) -> TaxRate | None:
    if not project.tax_rates:
        return None
    rates = {rate.country: rate for rate in project.tax_rates}
    return rates.get(find_country(country)) or rates.get(None)


def _tax_on_top(tax: TaxRate | None, taxed: int, currency: str) -> list[PledgeLine]:
    due = tax.upon(taxed, currency) if tax and not tax.is_included else 0
    return [_line("tax", tax.label, due)] if tax and due else []


def _line(kind: str, label: str, unit_amount: int, quantity: int = 1, **what: int | None) -> PledgeLine:
    return PledgeLine(
        kind=kind, label=label, unit_amount=unit_amount, quantity=quantity, amount=unit_amount * quantity, **what
    )
