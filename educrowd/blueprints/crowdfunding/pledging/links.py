"""The signed addresses of pledges and matches, and what the forms of pledges carry."""

from __future__ import annotations

from urllib.parse import urlencode

from educrowd.core.current import current
from educrowd.core.signed_pages import SignedPages

pledges = SignedPages("pledge", "/pledges")
page_of, key_of, opens = pledges.page_of, pledges.key_of, pledges.opens
new_token, public_id_in = pledges.new_token, pledges.public_id_in


def return_of(public_id: str, **details: str) -> str:
    """Where the card page leads back to; `card` names one visit to it."""
    return page_of(public_id, "return", **details)


def sponsor_page_of(public_id: str, *steps: str, **details: str) -> str:
    """The absolute, signed address of the page where a sponsor agrees to a match."""
    path = "/".join(("/matches", public_id, *steps))
    return f"{current.tenant.origin}{path}?{urlencode({'key': sponsor_key_of(public_id), **details})}"


def sponsor_key_of(public_id: str) -> str:
    """What an address must carry to speak for the sponsor of this match."""
    return key_of(f"match:{public_id}")


def sponsor_return_of(public_id: str, **details: str) -> str:
    """Where the card page leads a sponsor back to."""
    return sponsor_page_of(public_id, "return", **details)
