"""The platform's share: one rule for pledges, months and courses."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from educrowd.core import tenancy
from educrowd.core.money import Money
from educrowd.core.payments import platform_fee


def test_a_site_pays_what_the_platform_asks_of_all(app, demo):
    share = Money(10_000, "USD").share(app.config["PLATFORM_FEE_BPS"])
    assert platform_fee(Money(10_000, "USD")) == share > Money(0, "USD")


@pytest.mark.parametrize(("points", "fee"), [(0, 0), (250, 250)])
def test_a_sites_own_share_wins(demo, points, fee):
    favored = dataclasses.replace(demo, features=MappingProxyType({"fee_bps": points}))
    with tenancy.bind(favored):
        assert platform_fee(Money(10_000, "USD")) == Money(fee, "USD")
