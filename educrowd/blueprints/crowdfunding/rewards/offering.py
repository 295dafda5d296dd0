"""How rewards are offered: in which variants, sent where for how much, taxed how."""

from __future__ import annotations

import re

from educrowd.core import money
from educrowd.core.audit import audit
from educrowd.core.countries import find_country
from educrowd.core.currencies import currencies
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Project, Reward, RewardVariant, ShippingRate, ShippingZone, TaxRate
from ..models.errors import Frozen


def add_variant(reward: Reward, *, label: str, sku: str = "", quantity: int | None = None) -> RewardVariant:
    """Another size or color; the first one only while nobody has taken the reward without one."""
    require_open_terms(reward.project)
    if any(variant.label == label for variant in reward.variants):
        raise Invalid("label", "There is a variant of this name.")
    if reward.taken and not reward.variants:
        raise Frozen("Backers have taken this reward as it is: add another reward instead.")
    variant = RewardVariant(label=label, sku=sku, quantity=quantity)
    reward.variants.append(variant)
    db.session.flush()
    return variant


def add_zone(project: Project, *, name: str, countries: list[str]) -> ShippingZone:
    """Countries that cost the same; none is everywhere else, and each country lies in one zone."""
    require_open_terms(project)
    if any(zone.name == name for zone in project.zones):
        raise Invalid("name", "There is a zone of this name.")
    if not countries and any(zone.is_everywhere_else for zone in project.zones):
        raise Invalid("countries", "There is a zone for everywhere else: name the countries of this one.")
    for country in countries:
        find_country(country, "countries")
        if any(country in zone.countries for zone in project.zones):
            raise Invalid("countries", f"{country} lies in another zone.")
    zone = ShippingZone(name=name, countries=sorted(set(countries)))
    project.zones.append(zone)
    db.session.flush()
    audit("project.zone_added", subject=project, zone=name)
    return zone


def remove_zone(zone: ShippingZone) -> None:
    """Nothing more is sent there; what is pledged stays."""
    project = zone.project
    require_open_terms(project)
    audit("project.zone_removed", subject=project, zone=zone.name)
    project.zones.remove(zone)
    db.session.flush()
    db.session.expire_all()


def set_rates(reward: Reward, amounts: dict[int, int | None]) -> None:
    """What sending it to each zone costs: 0 is free, None is not sent there."""
    require_open_terms(reward.project)
    zones = {zone.id for zone in reward.project.zones}
    wanted = {zone_id: _postage(amount, reward) for zone_id, amount in amounts.items() if amount is not None}
    if not amounts.keys() <= zones:
        raise Invalid("rates", "Choose one of this project's zones.")
    known = {rate.zone_id: rate for rate in reward.shipping_rates}
    reward.shipping_rates = [_rate(known.get(zone_id), zone_id, amount) for zone_id, amount in wanted.items()]
    db.session.flush()


def add_tax_rate(project: Project, *, country: str | None, label: str, basis_points: int, is_included: bool) -> TaxRate:
    """The tax for a country, or for all that have no rate of their own."""
    require_open_terms(project)
    if country:
        find_country(country)
    if any((rate.country or "") == (country or "") for rate in project.tax_rates):
        raise Invalid("country", "There is a rate for this already: remove it first.")
    rate = TaxRate(country=country or None, label=label, basis_points=basis_points, is_included=is_included)
    project.tax_rates.append(rate)
    db.session.flush()
    audit("project.tax_added", subject=project, label=label, basis_points=basis_points)
    return rate


def remove_tax_rate(rate: TaxRate) -> None:
    project = rate.project
    require_open_terms(project)
    audit("project.tax_removed", subject=project, label=rate.label)
    project.tax_rates.remove(rate)
    db.session.flush()


def require_open_terms(project: Project) -> None:
    """Who pledges later pays what is written then; what is pledged keeps its lines."""
    if project.state not in ("draft", "live"):
        raise Frozen("This can be changed only in a draft and while the project is live.")


def country_codes(typed: str) -> list[str]:
    """The codes in a line as people write it: "DE, at fr"."""
    return [code.upper() for code in re.split(r"[\s,;]+", typed) if code]


def _postage(amount: int, reward: Reward) -> int:
    if amount and (money.whole(amount, "rates") % currencies()[reward.project.currency].step):
        raise Invalid("rates", "The provider cannot charge this amount exactly.")
    return amount


def _rate(known: ShippingRate | None, zone_id: int, amount: int) -> ShippingRate:
    rate = known or ShippingRate(zone_id=zone_id)
    rate.amount = amount
    return rate
