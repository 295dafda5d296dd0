"""PaymentIntents before they are charged, made from a request's parameters."""

import secrets
from typing import Any

from sandbox import current, objects
from sandbox.errors import InvalidRequest
from sandbox.params import Params

TEXTS = (
    "description",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
NO_DIRECT_CHARGE = (
    "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using"
    " an OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`)."
)


def new(**values) -> objects.Object:
    """A PaymentIntent that still needs a card (not written yet)."""
    if values.get("customer"):
        objects.referred("customer", values["customer"], "customer")
    id = objects.new_id("pi")
    intent = objects.shape("payment_intent", id=id, client_secret=f"{id}_secret_{secrets.token_hex(12)}", **values)
    intent.hidden.update(return_url=None, off_session=False)
    return intent


def given(params: Params, amount: int, before: dict | None = None) -> dict:
    """The fields that creating and updating have in common."""
    values: dict[str, Any] = {name: params.text(name) for name in TEXTS if name in params}
    values["metadata"] = params.metadata(before["metadata"] if before else None)
    values["application_fee_amount"] = fee(params, amount, before["application_fee_amount"] if before else None)
    if "shipping" in params:
        values["shipping"] = params.plain("shipping") or None
    return values


def fee(params: Params, amount: int, default: int | None) -> int | None:
    """The application fee; it takes a connected account and is at most the amount."""
    given_fee = params.integer("application_fee_amount", least=0)
    wanted = default if given_fee is None else given_fee
    if wanted and current.on_platform():
        raise InvalidRequest(NO_DIRECT_CHARGE, param="application_fee_amount")
    if wanted and wanted > amount:
        raise InvalidRequest(
            "The application fee cannot be greater than the total charge amount.",
            "amount_too_large",
            "application_fee_amount",
        )
    return wanted
