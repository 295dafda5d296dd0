"""How a payment provider can fail us."""

from __future__ import annotations

from ..errors import Unavailable


class GatewayAway(Unavailable):
    """No answer, 429 or 5xx: nobody knows whether it was done, so ask again with the same key."""

    def __init__(self, message: str = "The payment provider does not answer. Try again in a moment."):
        super().__init__(message)


class GatewayRefused(Exception):
    """The provider understood and said no: a defect of ours or a wrong object, never a decline."""


class NeedsConfirmation(GatewayRefused):
    """The card's bank wants to ask its holder, who is not there."""


class BadSignature(Exception):
    """An event that the provider did not sign, or signed too long ago."""
