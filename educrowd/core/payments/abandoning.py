"""Abandoning: a payment that nobody wants any more is taken back from the provider, too."""

from __future__ import annotations

from .gateway import GatewayRefused, gateway
from .payment import Payment
from .settlement import settle


def abandon(payment_id: int) -> bool:
    """Stop asking for a payment, at the provider too; False when it turns out to be paid."""
    payment = Payment.locked(payment_id)
    try:
        if payment.intent_id:
            gateway().cancel_intent(payment.account, payment.intent_id)
    except GatewayRefused:
        # Paid meanwhile, or cancelled by a run that never came to its commit: the provider knows.
        settle(payment_id)
    if payment.is_captured:
        return False
    payment.drop()
    return True
