"""/api/v1/plan/…: subscribing to a plan, changing it, its end, and what was invoiced for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused
from educrowd.core.money import Money
from educrowd.core.pages import find

from ..models import PlanInvoice, PlanRequest, Subscription
from ..plans.changing import cancel_plan, change_cost, change_plan, leave_change, resume_plan
from ..plans.paying import go_on_free, open_card_page
from ..plans.schemas import PlanChoice, PlanCost, PlanInvoiceOut, PlanRequestIn, PlanRequestOut, SubscriptionOut
from ..plans.subscribing import look_again, open_checkout, start_checkout
from .plans import plans

STUDIO = "/studio/plan/"


@plans.route("/plan/subscription/")
class SiteSubscription(MethodView):
    @plans.response(200, SubscriptionOut)
    @needs("plan.manage")
    def get(self) -> Subscription:
        """The subscription that pays, or paid, for this site's plan; 404 where there never was one."""
        mine = Subscription.mine()
        return mine if mine is not None and mine.gateway_id else abort(404)

    @plans.response(204)
    @needs("plan.manage", unpaid=True)
    def delete(self) -> None:
        """Go on with the free plan at once; 409 while the plan is paid for: send a request to cancel it."""
        go_on_free()


@plans.route("/plan/cost/")
class PlanChange(MethodView):
    @plans.arguments(PlanChoice, location="query")
    @plans.response(200, PlanCost)
    @plans.alt_response(409, "CONFLICT")
    @needs("plan.manage")
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """What a change to this plan would cost at once; 409 without a subscription."""
        cost: Money = change_cost(query["plan"], query["interval"])
        return {"amount": cost.minor, "currency": cost.currency}


@plans.route("/plan/requests/")
class PlanRequests(MethodView):
    @plans.arguments(PageQuery, location="query")
    @plans.page(PlanRequestOut)
    @needs("plan.manage")
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """What was asked for, the latest first."""
        return select(PlanRequest).order_by(PlanRequest.id.desc())

    @plans.arguments(PlanRequestIn)
    @plans.created(PlanRequestOut, at="{reference}/")
    @plans.alt_response(409, "CONFLICT")
    @needs("plan.manage", unpaid=True)
    def post(self, body: dict[str, Any]) -> PlanRequest:
        """Ask for something; read it again to learn what became of it. Asking twice to subscribe is asking once.

        A change whose bank wants a word with the card's owner becomes `action_required`, and is finished at its `url`;
        asked for again it is 409 with that address in `Location`. Any other wish gives it up.
        """
        return ASK[body["kind"]](body)


@plans.route("/plan/requests/<uuid:reference>/")
class OnePlanRequest(MethodView):
    @plans.response(200, PlanRequestOut)
    @needs("plan.manage")
    def get(self, reference: UUID) -> PlanRequest:
        """One request; the provider is asked what became of a visit, or of a change that waits for the bank."""
        wish = find(PlanRequest, reference=reference)
        if wish.awaits_news:
            look_again(wish)
        return wish

    @plans.response(204)
    @plans.alt_response(409, "CONFLICT")
    @needs("plan.manage", unpaid=True)
    def delete(self, reference: UUID) -> None:
        """Give up a change that waits for the bank; 409 where it does not."""
        if find(PlanRequest, reference=reference).state != "action_required":
            raise Refused("This request does not wait to be confirmed.")
        leave_change()


@plans.route("/plan/invoices/")
class PlanInvoices(MethodView):
    @plans.arguments(PageQuery, location="query")
    @plans.page(PlanInvoiceOut)
    @needs("plan.manage")
    def get(self, query: dict[str, Any]) -> Select[PlanInvoice]:
        """The invoices for this site's plan, the latest first."""
        return PlanInvoice.latest()


def _subscribe(body: dict[str, Any]) -> PlanRequest:
    wish = start_checkout(current.user, *_choice(body))
    open_checkout(wish, return_url=_back(body), cancel_url=_back(body))
    return wish


def _change(body: dict[str, Any]) -> PlanRequest:
    return change_plan(current.user, *_choice(body), later=True)


def _give_card(body: dict[str, Any]) -> PlanRequest:
    return open_card_page(current.user, return_url=_back(body), cancel_url=_back(body))


def _choice(body: dict[str, Any]) -> tuple[str, str]:
    if "plan" not in body:
        raise Invalid("plan", "Say which plan.")
    return body["plan"], body["interval"]


def _back(body: dict[str, Any]) -> str:
    return body.get("return_url") or f"{current.tenant.origin}{STUDIO}"


ASK = {
    "checkout": _subscribe,
    "change": _change,
    "cancel": lambda body: cancel_plan(current.user, later=True),
    "resume": lambda body: resume_plan(current.user, later=True),
    "card": _give_card,
}
