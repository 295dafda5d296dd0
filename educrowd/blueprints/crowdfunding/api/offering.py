"""Variants of a reward, where it is sent, and the tax upon it."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, Schema, fields, validate
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..finding import own_project, visible_project
from ..limits import LABEL, QUANTITY, TAX_BASIS_POINTS, TITLE
from ..models import Reward, RewardVariant, ShippingZone, TaxRate
from ..rewards.offering import add_tax_rate, add_variant, add_zone, remove_tax_rate, remove_zone, set_rates
from ..schemas import COUNTRY, RewardOut, VariantOut
from .blueprint import crowdfunding


class VariantIn(Schema):
    label = fields.Text(LABEL, required=True, metadata={"example": "M"})
    sku = fields.Text(LABEL, blank=True, load_default="")
    quantity = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, QUANTITY))


class VariantChange(Schema):
    quantity = fields.Integer(strict=True, allow_none=True, required=True, validate=validate.Range(1, QUANTITY))


class ZoneIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "European Union"})
    countries = fields.List(
        fields.String(validate=validate.Regexp(COUNTRY)),
        load_default=list,
        validate=validate.Length(max=300),
        metadata={"description": "ISO 3166 codes; none: everywhere else.", "example": ["DE", "AT"]},
    )


class ZoneOut(ZoneIn):
    id = fields.Id()
    project_id = fields.Id()


class RateIn(Schema):
    zone_id = fields.Id(required=True)
    amount = fields.MinorUnits(required=True, metadata={"description": "For one piece; 0 is free."})


class RatesIn(Schema):
    rates = fields.List(fields.Nested(RateIn), required=True, validate=validate.Length(max=300))


class TaxIn(Schema):
    country = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(COUNTRY),
        metadata={"description": "None: all that have no rate of their own."},
    )
    label = fields.Text(LABEL, required=True, metadata={"example": "VAT 19%"})
    basis_points = fields.Integer(strict=True, required=True, validate=validate.Range(1, TAX_BASIS_POINTS))
    is_included = fields.Boolean(load_default=True, metadata={"description": "In the prices already, or added."})


class TaxOut(TaxIn):
    id = fields.Id()
    project_id = fields.Id()


@crowdfunding.route("/rewards/<int:id>/variants/")
class Variants(MethodView):
    @crowdfunding.arguments(VariantIn)
    @crowdfunding.created(VariantOut, at="/api/v1/crowdfunding/variants/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> RewardVariant:
        """Add a size or color with a stock of its own."""
        return add_variant(_own_reward(id), **body)


@crowdfunding.route("/variants/<int:id>/")
class OneVariant(MethodView):
    @crowdfunding.response(200, VariantOut)
    @needs("projects.work")
    def get(self, id: int) -> RewardVariant:
        """One variant, and how many of it there are."""
        variant = find(RewardVariant, id=id)
        _own_reward(variant.reward_id)
        return variant

    @crowdfunding.arguments(VariantChange)
    @crowdfunding.response(200, VariantOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> RewardVariant:
        """Change how many there are; after the launch only upward."""
        variant = find(RewardVariant, id=id)
        _own_reward(variant.reward_id)
        variant.grow(body["quantity"])
        return variant


@crowdfunding.route("/rewards/<int:id>/shipping-rates/")
class Rates(MethodView):
    @crowdfunding.arguments(RatesIn)
    @crowdfunding.response(200, RewardOut)
    @needs("projects.work")
    def put(self, body: dict[str, Any], id: int) -> Reward:
        """Say what sending one piece to each zone costs; to a zone that is left out nothing is sent."""
        reward = _own_reward(id)
        amounts: dict[int, int | None] = {zone.id: None for zone in reward.project.zones}
        for rate in body["rates"]:
            if rate["zone_id"] not in amounts:
                raise Invalid("rates", "Choose one of this project's zones.")
            amounts[rate["zone_id"]] = rate["amount"]
        set_rates(reward, amounts)
        return reward


@crowdfunding.route("/projects/<int:id>/shipping-zones/")
class Zones(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(ZoneOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[ShippingZone]:
        """Where a project sends things."""
        project = visible_project(id)
        return select(ShippingZone).where(ShippingZone.project_id == project.id).order_by(ShippingZone.id)

    @crowdfunding.arguments(ZoneIn)
    @crowdfunding.created(ZoneOut, at="/api/v1/crowdfunding/shipping-zones/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> ShippingZone:
        """Add a zone."""
        return add_zone(own_project(id), **body)


@crowdfunding.route("/shipping-zones/<int:id>/")
class OneZone(MethodView):
    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Send nothing there any more; what is pledged stays."""
        zone = find(ShippingZone, id=id)
        own_project(zone.project_id)
        remove_zone(zone)


@crowdfunding.route("/projects/<int:id>/taxes/")
class Taxes(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(TaxOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[TaxRate]:
        """The tax rates of a project."""
        project = visible_project(id)
        return select(TaxRate).where(TaxRate.project_id == project.id).order_by(TaxRate.id)

    @crowdfunding.arguments(TaxIn)
    @crowdfunding.created(TaxOut, at="/api/v1/crowdfunding/taxes/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> TaxRate:
        """Add the rate for a country, or for all others."""
        return add_tax_rate(own_project(id), **body)


@crowdfunding.route("/taxes/<int:id>/")
class OneTax(MethodView):
    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Remove a rate; what is pledged stays."""
        rate = find(TaxRate, id=id)
        own_project(rate.project_id)
        remove_tax_rate(rate)


def _own_reward(id: int) -> Reward:
    reward = find(Reward, id=id)
    own_project(reward.project_id)
    return reward
