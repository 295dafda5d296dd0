"""The site's plan: what it holds, how much of it is used, and paying for it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from educrowd.blueprints.tenant.models import Plan, PlanInvoice, PlanRequest, Subscription, Tenant
from educrowd.blueprints.tenant.plans import changing as changing_plans
from educrowd.blueprints.tenant.plans import paying as paying_plans
from educrowd.blueprints.tenant.plans import subscribing
from educrowd.blueprints.tenant.plans.keeping import find_plan
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import allowances
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import find, flash_error, flash_ok, go, invalid, render
from educrowd.core.payments.gateway import GatewayAway

from ..forms import PlanChoice
from . import studio

CHANGE = "admin/plan/change.html"
CANCEL = "admin/plan/cancel.html"
INVOICES = 24


@studio.get("/plan/")
@needs("plan.manage")
def plan() -> Response:
    _look_after_change()
    return _page(PlanChoice(formdata=None))


@studio.post("/plan/checkout")
@needs("plan.manage", unpaid=True)
def subscribe() -> Response:
    """Write the wish down, then on to the page where it is paid."""
    form = PlanChoice()
    if not form.validate():
        return _page(form, status=422)
    try:
        wish = subscribing.start_checkout(current.user, *form.choice)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return go(url_for("studio.pay_for_plan", reference=wish.reference))


@studio.get("/plan/checkout/<uuid:reference>")
@needs("plan.manage")
def pay_for_plan(reference: UUID) -> Response:
    wish = find(PlanRequest, reference=reference, kind="checkout")
    here = f"{current.tenant.origin}{url_for('studio.plan')}"
    returns = f"{current.tenant.origin}{url_for('studio.plan_chosen')}?request={reference}"
    return go(subscribing.open_checkout(wish, return_url=returns, cancel_url=here))


@studio.get("/plan/return")
@needs("plan.manage")
def plan_chosen() -> Response:
    """Back from the provider's page; what became of it is asked for, not believed."""
    subscribing.finish_checkout(_asked_for("checkout"))
    subscription = Subscription.mine()
    if subscription is not None and subscription.is_live:
        flash_ok("Thank you. Your plan is in force.")
    return go(url_for("studio.plan"))


@studio.get("/plan/change")
@needs("plan.manage")
def confirm_change() -> Response:
    """Exactly what it would cost, before anything happens."""
    form = PlanChoice(request.args)
    if not form.validate():
        return _page(form, status=422)
    try:
        cost = changing_plans.change_cost(*form.choice)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    chosen = find_plan(form.choice[0])
    return render(CHANGE, form=form, cost=cost, chosen=chosen, price=chosen.price(form.choice[1]))


@studio.post("/plan/change")
@needs("plan.manage", unpaid=True)
def change_plan() -> Response:
    form = PlanChoice()
    if not form.validate():
        return _page(form, status=422)
    try:
        wish = changing_plans.change_plan(current.user, *form.choice)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return _told(wish, "Changed. Your site has its new plan.")


@studio.post("/plan/change/withdrawal")
@needs("plan.manage", unpaid=True)
def leave_change() -> Response:
    changing_plans.leave_change()
    flash_ok("Left as it was.")
    return go(url_for("studio.plan"))


@studio.get("/plan/cancellation")
@needs("plan.manage")
def confirm_cancellation() -> Response:
    return render(CANCEL, form=Form(), subscription=Subscription.mine())


@studio.post("/plan/cancellation")
@needs("plan.manage", unpaid=True)
def cancel_plan() -> Response:
    form = Form()
    try:
        wish = changing_plans.cancel_plan(current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(CANCEL, form, subscription=Subscription.mine())
    return _told(wish, "Your plan ends with the period that is paid.")


@studio.post("/plan/resumption")
@needs("plan.manage", unpaid=True)
def resume_plan() -> Response:
    return _told(changing_plans.resume_plan(current.user), "Your plan goes on.")


@studio.post("/plan/card")
@needs("plan.manage", unpaid=True)
def change_plan_card() -> Response:
    here = f"{current.tenant.origin}{url_for('studio.plan')}"
    returns = f"{current.tenant.origin}{url_for('studio.plan_card_given')}?request={{request}}"
    wish = paying_plans.open_card_page(current.user, return_url=returns, cancel_url=here)
    return go(str(wish.url))


@studio.get("/plan/card/return")
@needs("plan.manage")
def plan_card_given() -> Response:
    wish = _asked_for("card")
    paying_plans.finish_card(wish)
    if wish.failure:
        flash_error(wish.failure)
    elif wish.state == "done":
        flash_ok("The new card is used from now on.")
    return go(url_for("studio.plan"))


@studio.post("/plan/free")
@needs("plan.manage", unpaid=True)
def go_on_free() -> Response:
    try:
        paying_plans.go_on_free()
        flash_ok("Your site goes on with the free plan.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("studio.plan"))


def _asked_for(kind: str) -> PlanRequest:
    name = request.args.get("request", "")
    try:
        return find(PlanRequest, reference=UUID(name), kind=kind)
    except ValueError:
        return find(PlanRequest, id=0)


def _look_after_change() -> None:
    """Whoever comes back from the bank's page wants to see what it decided."""
    wish = PlanRequest.to_confirm()
    if wish is None:
        return
    with suppress(GatewayAway):
        settle_plan()
    if wish.state == "done":
        flash_ok("Confirmed and paid. Your site has its new plan.")


def _told(wish: PlanRequest, words: str) -> Response:
    if wish.state != "action_required":
        flash_ok(words if wish.state == "done" else "Asked for. It follows as soon as the payment provider answers.")
    return go(url_for("studio.plan"))


def _page(form: PlanChoice, *, status: int = 200) -> Response:
    shown: dict[str, Any] = {
        "tenant": find(Tenant, id=current.tenant_id),
        "subscription": Subscription.mine(),
        "to_confirm": PlanRequest.to_confirm(),
        "gauges": allowances.gauges(),
        "plans": db.session.scalars(Plan.all()).all(),
        "features": {name: allowances.FEATURES[name] for name in allowances.offered_features()},
        "invoices": db.session.scalars(PlanInvoice.latest().limit(INVOICES)).all(),
    }
    return render("admin/plan/index.html", status=status, form=form, **shown)
