"""Subscription plans in the studio: all of one's own, a new one, its price and status, who subscribes."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy.orm import joinedload

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, invalid, paginate, render

from ...models import SubscriptionPlan
from ...subscriptions.figures import figures_of
from ...subscriptions.forms import PlanChangeForm, PlanForm
from ...subscriptions.planning import change_plan, delete_plan, make_plan
from ...subscriptions.queries import SUBSCRIBERS, subscriber_row, subscribers_of
from ..blueprint import bp

NEW = "lms/studio/plans/new.html"
EDIT = "lms/studio/plans/edit.html"
SAID = {
    "published": "Published. People can subscribe.",
    "draft": "Back to a draft. Whoever has joined stays.",
    "archived": "Archived. Nobody joins any more; whoever has joined stays.",
}


@bp.get("/studio/subscriptions/")
@needs("courses.work")
def plans():
    page = paginate(SubscriptionPlan.editable(current.user).options(joinedload(SubscriptionPlan.course)), per_page=50)
    return render("lms/studio/plans/index.html", page=page, figures=figures_of(page.items))


@bp.get("/studio/subscriptions/new")
@needs("courses.work")
def new_plan():
    return render(NEW, form=PlanForm(current.tenant.currency, seller=current.user, formdata=None))


@bp.post("/studio/subscriptions/")
@needs("courses.work")
def create_plan():
    form = PlanForm(current.tenant.currency, seller=current.user)
    if not form.validate():
        return invalid(NEW, form)
    try:
        plan = make_plan(current.user, **form.facts)
    except Invalid as refusal:
        return _refused(NEW, form, refusal)
    flash_ok("It is a draft: have a look, then publish it.")
    return go(url_for("lms.edit_plan", id=plan.id))


@bp.get("/studio/subscriptions/<int:id>")
@needs("courses.work")
def edit_plan(id: int):
    plan = own_plan(id)
    form = PlanChangeForm(plan.currency, formdata=None, obj=plan)
    form.price.show(plan.price_amount, plan.currency)
    return render(EDIT, form=form, plan=plan, figures=figures_of([plan])[plan.id])


@bp.post("/studio/subscriptions/<int:id>")
@needs("courses.work")
def update_plan(id: int):
    plan = own_plan(id)
    form, figures = PlanChangeForm(plan.currency), figures_of([plan])[plan.id]
    if not form.validate():
        return invalid(EDIT, form, plan=plan, figures=figures)
    try:
        change_plan(plan, **form.facts)
    except Invalid as refusal:
        return _refused(EDIT, form, refusal, plan=plan, figures=figures)
    flash_ok("Saved. Whoever has joined keeps their price.")
    return go(url_for("lms.edit_plan", id=plan.id))


@bp.post("/studio/subscriptions/<int:id>/status")
@needs("courses.work")
def change_plan_status(id: int):
    plan, status = own_plan(id), request.form.get("status", "")
    if status not in SAID:
        abort(400)
    change_plan(plan, status=status)
    flash_ok(SAID[status])
    return go(url_for("lms.edit_plan", id=plan.id))


@bp.post("/studio/subscriptions/<int:id>/deletion")
@needs("courses.work")
def remove_plan(id: int):
    plan = own_plan(id)
    try:
        delete_plan(plan)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.edit_plan", id=id))
    flash_ok(f"“{plan.title}” is deleted.")
    return go(url_for("lms.plans"))


@bp.get("/studio/subscriptions/<int:id>/subscribers")
@needs("courses.work")
def subscribers(id: int):
    plan = own_plan(id)
    return render("lms/studio/plans/subscribers.html", plan=plan, page=paginate(subscribers_of(plan), per_page=50))


@bp.get("/studio/subscriptions/<int:id>/subscribers.csv")
@needs("courses.work")
def subscribers_file(id: int):
    plan = own_plan(id)
    return csv_file(f"subscribers-{plan.slug}.csv", SUBSCRIBERS, subscribers_of(plan), subscriber_row)


def own_plan(id: int) -> SubscriptionPlan:
    """The plan, for those who may change it."""
    plan = find(SubscriptionPlan, id=id)
    authorize(plan.editable_by(current.user))
    return plan


def _refused(page: str, form: PlanChangeForm, refusal: Invalid, **context: Any) -> Response:
    names = {"price_amount": "price", "course_id": "offer"}
    refusal.field = names.get(refusal.field or "", refusal.field)
    form.refuse(refusal)
    return invalid(page, form, **context)
