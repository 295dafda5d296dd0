"""The addresses of a learner's subscription: their own, behind the log-in."""

from __future__ import annotations

from urllib.parse import urlencode

from educrowd.core.current import current


def page_of(public_id: str, *steps: str, **details: str) -> str:
    """The absolute address of a subscription's page, or of a step below it."""
    path = "/".join(("/account/subscriptions", public_id, *steps))
    return f"{current.tenant.origin}{path}" + (f"?{urlencode(details)}" if details else "")


def return_of(public_id: str, **details: str) -> str:
    """Where the card page leads back to; `card` names one visit to it."""
    return page_of(public_id, "return", **details)
