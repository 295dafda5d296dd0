"""The signed addresses of subscriptions: whoever joined without an account holds theirs by the letters they got."""

from __future__ import annotations

from educrowd.core.signed_pages import SignedPages

subscriptions = SignedPages("subscription", "/account/subscriptions")
page_of, opens, key_of = subscriptions.page_of, subscriptions.opens, subscriptions.key_of


def return_of(public_id: str, **details: str) -> str:
    """Where the card page leads back to; `card` names one visit to it."""
    return page_of(public_id, "return", **details)
