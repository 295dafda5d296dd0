"""The one adapter: our verbs in Stripe's words. In development only the base address differs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import stripe

from ..currencies import currencies
from .gateway import (
    AccountState,
    BadSignature,
    Card,
    CardPage,
    Failure,
    GatewayAway,
    GatewayRefused,
    Intent,
)

logging.getLogger("stripe").setLevel(logging.WARNING)  # it tells of every call otherwise

TIMEOUT_SECONDS = 20
SIGNATURE_TOLERANCE_SECONDS = 300
INTENT_DETAILS = ["latest_charge.balance_transaction"]
SETUP_DETAILS = ["setup_intent.payment_method"]


class StripeGateway:
    """Direct charges on connected accounts, with an application fee for the platform."""

    def __init__(self, *, secret_key: str, webhook_secrets: list[str], api_base: str | None = None):
        addresses: Any = {"api": api_base} if api_base else {}
        self.webhook_secrets = webhook_secrets
        self.client = stripe.StripeClient(
            secret_key,
            base_addresses=addresses,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        ).v1

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> StripeGateway:
        """STRIPE_WEBHOOK_SECRET holds two secrets, separated by a comma, while one replaces the other."""
        secrets = [secret.strip() for secret in (config["STRIPE_WEBHOOK_SECRET"] or "").split(",")]
        return cls(
            secret_key=config["STRIPE_SECRET_KEY"],
            webhook_secrets=[secret for secret in secrets if secret],
            api_base=config.get("STRIPE_API_BASE"),
        )

    # ---- connected accounts ----

    def open_account(self, *, name: str, email: str, key: str) -> str:
        params: Any = {"type": "standard", "email": email, "business_profile": {"name": name}}
        with speaking():
            return self.client.accounts.create(params, {"idempotency_key": key}).id

    def read_account(self, account: str) -> AccountState:
        with speaking():
            found = self.client.accounts.retrieve(account)
        return AccountState(bool(found.charges_enabled), bool(found.payouts_enabled), bool(found.details_submitted))

    def balance(self, account: str) -> dict[str, int]:
        """Minor units by currency, available and pending together."""
        with speaking():
            found = self.client.balance.retrieve({}, {"stripe_account": account})
        totals: dict[str, int] = {}
        for part in (*found.available, *found.pending):
            code = part.currency.upper()
            totals[code] = totals.get(code, 0) + currencies()[code].from_provider(part.amount)
        return totals

    # ---- cards ----

    def create_customer(self, account: str, *, email: str, name: str, key: str) -> str:
        with speaking():
            return self.client.customers.create({"email": email, "name": name}, on(account, key)).id

    def open_card_page(
        self, account: str, *, customer: str, reference: str, return_url: str, cancel_url: str, currency: str, key: str
    ) -> CardPage:
        params: Any = {
            "mode": "setup",
            "currency": currency.lower(),
            "customer": customer,
            "client_reference_id": reference,
            "success_url": return_url,
            "cancel_url": cancel_url,
            "payment_method_types": ["card"],
            "expand": ["setup_intent"],
        }
        with speaking():
            return card_page(self.client.checkout.sessions.create(params, on(account, key)))

    def read_card_page(self, account: str, session: str) -> CardPage:
        with speaking():
            return card_page(self.client.checkout.sessions.retrieve(session, {"expand": SETUP_DETAILS}, on(account)))

    def save_card(self, account: str, *, customer: str, payment_method: str, key: str) -> Card:
        params: Any = {
            "customer": customer,
            "payment_method": payment_method,
            "payment_method_types": ["card"],
            "usage": "off_session",
            "confirm": True,
            "expand": ["payment_method"],
        }
        with speaking():
            setup = self.client.setup_intents.create(params, on(account, key))
        if setup.status != "succeeded":
            raise GatewayRefused(f"the card asks for more: {setup.status}")
        return card_of(setup)

    # ---- charges ----

    def create_intent(
        self,
        account: str,
        *,
        amount: int,
        currency: str,
        application_fee: int,
        customer: str,
        payment_method: str,
        description: str,
        reference: str,
        key: str,
    ) -> str:
        known = currencies()[currency]
        params: Any = {
            "amount": known.to_provider(amount),
            "currency": currency.lower(),
            "customer": customer,
            "payment_method": payment_method,
            "payment_method_types": ["card"],
            "description": description,
            "metadata": {"payment": reference},
        }
        if application_fee:
            params["application_fee_amount"] = known.to_provider(application_fee)
        with speaking():
            return self.client.payment_intents.create(params, on(account, key)).id

    def confirm_intent(self, account: str, intent: str, *, payment_method: str, key: str) -> None:
        """Charge; a decline is an answer, not an error: read the intent to learn it."""
        params: Any = {"off_session": True, "payment_method": payment_method}
        with speaking():
            try:
                self.client.payment_intents.confirm(intent, params, on(account, key))
            except stripe.CardError:
                return

    def read_intent(self, account: str, intent: str) -> Intent:
        with speaking():
            return intent_of(self.client.payment_intents.retrieve(intent, {"expand": INTENT_DETAILS}, on(account)))

    def cancel_intent(self, account: str, intent: str) -> None:
        with speaking():
            self.client.payment_intents.cancel(intent, {}, on(account))

    def list_intents(self, account: str, *, since: datetime) -> Iterator[Intent]:
        params: Any = {"limit": 100, "created": {"gte": int(since.timestamp())}}
        with speaking():
            for found in self.client.payment_intents.list(params, on(account)).auto_paging_iter():
                yield intent_of(found)

    # ---- events ----

    def list_events(self, account: str | None, *, since: datetime) -> Iterator[dict[str, Any]]:
        params: Any = {"limit": 100, "created": {"gte": int(since.timestamp())}}
        options: Any = on(account) if account else {}
        with speaking():
            for found in self.client.events.list(params, options).auto_paging_iter():
                yield found.to_dict()

    def read_event(self, raw: bytes, signature: str) -> dict[str, Any]:
        """The event in a signed body; BadSignature unless one of our secrets signed it lately."""
        if not any(self._is_signed(raw, signature, secret) for secret in self.webhook_secrets):
            raise BadSignature("the signature does not fit")
        try:
            event = json.loads(raw)
        except ValueError as error:
            raise BadSignature("signed, but not JSON") from error
        if not isinstance(event, dict):
            raise BadSignature("signed, but not an event")
        return event

    @staticmethod
    def _is_signed(raw: bytes, signature: str, secret: str) -> bool:
        try:
            return stripe.WebhookSignature.verify_header(raw, signature, secret, SIGNATURE_TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            return False


@contextmanager
def speaking() -> Iterator[None]:
    """Stripe's errors in our words: what may have happened, and what certainly has not."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayAway() from error
    except stripe.CardError as error:
        raise GatewayRefused(error.user_message or "The card was declined.") from error
    except (
        stripe.InvalidRequestError,
        stripe.AuthenticationError,
        stripe.PermissionError,
        stripe.IdempotencyError,
    ) as error:
        raise GatewayRefused(str(error)) from error
    except stripe.StripeError as error:
        raise GatewayAway() from error


def on(account: str, key: str | None = None) -> Any:
    """Options of a call: which account it acts on, and the key that makes it safe to repeat."""
    return {"stripe_account": account} if key is None else {"stripe_account": account, "idempotency_key": key}


def card_page(session: Any) -> CardPage:
    setup = session.setup_intent
    is_saved = session.status == "complete" and not isinstance(setup, str)
    return CardPage(
        session=session.id,
        url=session.url,
        client_secret=None if setup is None or isinstance(setup, str) else setup.client_secret,
        card=card_of(setup) if is_saved else None,
        is_expired=session.status == "expired",
    )


def card_of(setup: Any) -> Card:
    method = setup.payment_method
    if isinstance(method, str):
        return Card(setup.customer, method)
    return Card(setup.customer, method.id, method.card.brand, method.card.last4)


def intent_of(found: Any) -> Intent:
    code = found.currency.upper()
    known = currencies()[code]
    charge = found.latest_charge
    balance = getattr(charge, "balance_transaction", None)
    fees = [] if balance is None or isinstance(balance, str) else balance.fee_details
    return Intent(
        id=found.id,
        status=found.status,
        amount=known.from_provider(found.amount),
        currency=code,
        reference=getattr(found.metadata, "payment", ""),
        livemode=bool(found.livemode),
        charge=charge if isinstance(charge, str) or charge is None else charge.id,
        processing_fee=known.from_provider(sum(fee.amount for fee in fees if fee.type != "application_fee")),
        application_fee=known.from_provider(sum(fee.amount for fee in fees if fee.type == "application_fee")),
        failure=failure_of(found.last_payment_error),
    )


def failure_of(error: Any) -> Failure | None:
    if error is None:
        return None
    code = getattr(error, "decline_code", None) or getattr(error, "code", None) or "unknown"
    return Failure(code, getattr(error, "message", None) or "", getattr(error, "advice_code", None) or "")
