"""How Stripe is called: on which account, under which key, and what its errors mean to us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe

from ..gateway import GatewayAway, GatewayRefused
from ..gateway_errors import NeedsConfirmation

ASKS_HOLDER = ("authentication_required", "subscription_payment_intent_requires_action")


class Caller:
    """What every room of the adapter has: Stripe's client."""

    client: Any


@contextmanager
def speaking() -> Iterator[None]:
    """Stripe's errors in our words: what may have happened, and what certainly has not."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayAway() from error
    except stripe.CardError as error:
        refused = NeedsConfirmation if error.code in ASKS_HOLDER else GatewayRefused
        raise refused(error.user_message or "The card was declined.") from error
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


def with_key(key: str) -> Any:
    """The same on the platform's own account."""
    return {"idempotency_key": key}


def moment(seconds: int) -> datetime:
    """A time as Stripe tells it."""
    return datetime.fromtimestamp(seconds, UTC)
