"""Shipping, tax and variants in the builder."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render

from ...finding import own_project
from ...models import Project, RewardVariant, ShippingZone, TaxRate
from ...rewards.offering import (
    add_tax_rate,
    add_variant,
    add_zone,
    country_codes,
    remove_tax_rate,
    remove_zone,
    require_open_terms,
    set_rates,
)
from ...rewards.offering_forms import RatesForm, TaxForm, VariantForm, ZoneForm, name_of
from ..blueprint import bp
from ..finding import own_reward


@bp.get("/studio/projects/<int:project_id>/shipping")
@needs("projects.work")
def shipping(project_id: int):
    return _show(own_project(project_id))


@bp.post("/studio/projects/<int:project_id>/zones")
@needs("projects.work")
def create_zone(project_id: int):
    project, form = own_project(project_id), ZoneForm()
    if not form.validate_on_submit():
        return _show(project, zone_form=form, status=422)
    try:
        add_zone(project, name=form.name.data or "", countries=country_codes(form.countries.data or ""))
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, zone_form=form, status=422)
    return _back(project, "Zone added. Now say what sending there costs.")


@bp.post("/studio/zones/<int:zone_id>/deletion")
@needs("projects.work")
def delete_zone(zone_id: int):
    zone = find(ShippingZone, id=zone_id)
    project = own_project(zone.project_id)
    remove_zone(zone)
    return _back(project, "Zone removed.")


@bp.post("/studio/projects/<int:project_id>/rates")
@needs("projects.work")
def update_rates(project_id: int):
    project = own_project(project_id)
    form = RatesForm.for_project(project)
    if not form.validate_on_submit():
        return _show(project, rates_form=form, status=422)
    try:
        for reward in project.rewards:
            set_rates(reward, form.amounts_of(reward))
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, rates_form=form, status=422)
    return _back(project, "Saved.")


@bp.post("/studio/projects/<int:project_id>/taxes")
@needs("projects.work")
def create_tax_rate(project_id: int):
    project, form = own_project(project_id), TaxForm()
    if not form.validate_on_submit():
        return _show(project, tax_form=form, status=422)
    try:
        add_tax_rate(
            project,
            country=form.country.data or None,
            label=form.label.data or "",
            basis_points=form.basis_points,
            is_included=form.is_included.data == "yes",
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, tax_form=form, status=422)
    return _back(project, "Tax added.")


@bp.post("/studio/taxes/<int:rate_id>/deletion")
@needs("projects.work")
def delete_tax_rate(rate_id: int):
    rate = find(TaxRate, id=rate_id)
    project = own_project(rate.project_id)
    remove_tax_rate(rate)
    return _back(project, "Tax removed.")


@bp.post("/studio/rewards/<int:reward_id>/variants")
@needs("projects.work")
def create_variant(reward_id: int):
    reward, form = own_reward(reward_id), VariantForm(prefix="new-")
    try:
        if form.validate_on_submit():
            add_variant(reward, label=form.label.data or "", sku=form.sku.data or "", quantity=form.quantity.data)
            flash_ok("Variant added.")
        else:
            flash_error("; ".join(error for errors in form.errors.values() for error in errors))
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("crowdfunding.edit_reward", reward_id=reward.id, _anchor="variants"))


@bp.post("/studio/variants/<int:variant_id>/")
@needs("projects.work")
def update_variant(variant_id: int):
    variant, form = find(RewardVariant, id=variant_id), VariantForm()
    reward = own_reward(variant.reward_id)
    require_open_terms(reward.project)
    if not form.quantity.validate(form):
        abort(422, "Give the quantity as a whole number.")
    variant.grow(form.quantity.data)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.edit_reward", reward_id=reward.id, _anchor="variants"))


def _show(project: Project, *, status: int = 200, **forms: Any) -> Response:
    shown = {
        "zone_form": ZoneForm(formdata=None),
        "tax_form": TaxForm(formdata=None),
        "rates_form": RatesForm.for_project(project, formdata=None),
    } | forms
    page = "crowdfunding/studio/projects/shipping.html"
    return render(page, status=status, project=project, name_of=name_of, **shown)


def _back(project: Project, words: str) -> Response:
    flash_ok(words)
    return go(url_for("crowdfunding.shipping", project_id=project.id))
