"""Subscription plans: list, make, read, change, delete."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..models import SubscriptionPlan
from ..subscriptions.planning import change_plan, delete_plan, make_plan
from ..subscriptions.schemas import (
    SubscriptionPlanChangeIn,
    SubscriptionPlanIn,
    SubscriptionPlanOut,
    SubscriptionPlanQuery,
)
from .blueprint import lms


@lms.route("/subscription-plans/")
class Plans(MethodView):
    @lms.arguments(SubscriptionPlanQuery, location="query")
    @lms.page(SubscriptionPlanOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[SubscriptionPlan]:
        """What can be subscribed to; makers see their drafts as well."""
        filters = {name: query[name] for name in ("course_id", "status") if name in query}
        listed = SubscriptionPlan.visible(current.user).filter_by(**filters)
        return listed.options(joinedload(SubscriptionPlan.course))

    @lms.arguments(SubscriptionPlanIn)
    @lms.created(SubscriptionPlanOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any]) -> SubscriptionPlan:
        """Offer a course of one's own by the month or the year; as staff, all that cost something."""
        return make_plan(current.user, **body)


@lms.route("/subscription-plans/<int:id>/")
class OnePlan(MethodView):
    @lms.response(200, SubscriptionPlanOut)
    @needs(PUBLIC)
    def get(self, id: int) -> SubscriptionPlan:
        """One plan."""
        return _visible(id)

    @lms.arguments(partial(SubscriptionPlanChangeIn))
    @lms.response(200, SubscriptionPlanOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> SubscriptionPlan:
        """Change what is given; whoever has joined keeps their price and is told of a new one."""
        plan = _visible(id)
        authorize(plan.editable_by(current.user))
        change_plan(plan, **body)
        return plan

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Delete it; 409 where somebody has begun to subscribe."""
        plan = _visible(id)
        authorize(plan.editable_by(current.user))
        delete_plan(plan)


def _visible(id: int) -> SubscriptionPlan:
    found = SubscriptionPlan.visible(current.user).where(SubscriptionPlan.id == id)
    return db.session.scalars(found).one_or_none() or abort(404)
