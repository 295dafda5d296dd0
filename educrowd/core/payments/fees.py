"""The platform's share of what a site takes."""

from __future__ import annotations

from flask import current_app

from ..current import current
from ..money import Money


def platform_fee(gross: Money) -> Money:
    """The share of one payment: the site's own `fee_bps` where it has one, else the platform's."""
    return gross.share(current.tenant.features.get("fee_bps", current_app.config["PLATFORM_FEE_BPS"]))
