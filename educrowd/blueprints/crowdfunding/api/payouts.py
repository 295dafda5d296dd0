"""Getting paid: the site's account at the provider, what lies there, payouts."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find
from educrowd.core.payments import (
    ConnectedAccount,
    GatewayAway,
    Payout,
    connected_account,
    onboarding_url,
    request_payout,
)
from educrowd.core.payments.standing import Standing

from ..money.payouts import site_standings
from ..schemas.payouts import AccountOut, OnboardingIn, OnboardingOut, PayoutIn, PayoutOut, PayoutQuery, StandingOut
from .blueprint import crowdfunding


@crowdfunding.route("/account/")
class Account(MethodView):
    @crowdfunding.response(200, AccountOut)
    @needs("money.read")
    def get(self) -> ConnectedAccount:
        """The site's account at the payment provider, opened when it is first asked for."""
        return connected_account()


@crowdfunding.route("/account/onboarding/")
class Onboarding(MethodView):
    @crowdfunding.arguments(OnboardingIn)
    @crowdfunding.response(200, OnboardingOut)
    @needs("money.payout", unpaid=True)
    def post(self, body: dict[str, Any]) -> dict[str, str]:
        """An address at the provider where its questions are answered; good for one visit."""
        return {"url": onboarding_url(return_url=body["return_url"], refresh_url=body["return_url"])}


@crowdfunding.route("/balances/")
class Balances(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(StandingOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> list[Standing]:
        """What lies where, by currency, and how much of it can be paid out."""
        found = site_standings()
        if found is None:
            raise GatewayAway
        return found


@crowdfunding.route("/payouts/")
class Payouts(MethodView):
    @crowdfunding.arguments(PayoutQuery, location="query")
    @crowdfunding.page(PayoutOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[Payout]:
        """All payouts."""
        return select(Payout).filter_by(**{name: query[name] for name in ("state", "currency") if name in query})

    @crowdfunding.arguments(PayoutIn)
    @crowdfunding.created(PayoutOut)
    @needs("money.payout", unpaid=True)
    def post(self, body: dict[str, Any]) -> Payout:
        """Pay out to the bank; Idempotency-Key is required, 409 `insufficient_funds` says how much is free."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            raise Invalid("Idempotency-Key", "Send an Idempotency-Key: a payout must not be made twice.")
        return request_payout(current.user, token=f"api:{current.user.id}:{key}", **body)


@crowdfunding.route("/payouts/<int:id>/")
class OnePayout(MethodView):
    @crowdfunding.response(200, PayoutOut)
    @needs("money.read")
    def get(self, id: int) -> Payout:
        """One payout."""
        return find(Payout, id=id)
