"""The one adapter: our verbs in Stripe's words. In development only the base address differs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import stripe

from ..pace import Pace
from .accounts import Accounts
from .billing import Billing
from .cards import Cards
from .charges import Charges
from .events import Events
from .pacing import PacedClient
from .pages import Pages
from .payouts import Payouts
from .plan_invoices import PlanInvoices
from .returns import Returns

logging.getLogger("stripe").setLevel(logging.WARNING)  # it tells of every call otherwise

TIMEOUT_SECONDS = 20


class StripeGateway(Accounts, Billing, Cards, Charges, Events, Pages, Payouts, PlanInvoices, Returns):
    """All that gateway.PaymentGateway asks for; each kind of thing has a file of its own."""

    def __init__(self, *, secret_key: str, webhook_secrets: list[str], pace: Pace, api_base: str | None = None):
        addresses: Any = {"api": api_base, "files": api_base} if api_base else {}
        self.webhook_secrets = webhook_secrets
        self.client = stripe.StripeClient(
            secret_key,
            base_addresses=addresses,
            max_network_retries=0,
            http_client=PacedClient(pace, origin=api_base or stripe.DEFAULT_API_BASE, timeout=TIMEOUT_SECONDS),
        ).v1

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> StripeGateway:
        """STRIPE_WEBHOOK_SECRET holds two secrets, separated by a comma, while one replaces the other."""
        secrets = [secret.strip() for secret in (config["STRIPE_WEBHOOK_SECRET"] or "").split(",")]
        return cls(
            secret_key=config["STRIPE_SECRET_KEY"],
            webhook_secrets=[secret for secret in secrets if secret],
            pace=Pace(config["GATEWAY_CALLS_PER_SECOND"], config["RATELIMIT_STORAGE_URI"]),
            api_base=config.get("STRIPE_API_BASE"),
        )
