from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educrowd.core import money
from educrowd.core.currencies import currencies
from educrowd.core.errors import Invalid
from educrowd.core.money import CurrencyMismatch, Money


@given(whole=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any))
def test_the_parts_of_a_split_sum_to_the_whole(whole, weights):
    parts = money.split(whole, weights)
    assert sum(parts) == whole
    assert all(
        abs(part * sum(weights) - whole * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


def test_three_friends_share_a_dollar_to_the_cent():
    assert [part.minor for part in Money(100, "USD").split([1, 1, 1])] == [34, 33, 33]


def test_a_fee_of_five_percent_is_rounded_to_the_nearest_cent():
    assert Money(5000, "USD").share(500) == Money(250, "USD")
    assert Money(1, "USD").share(500) == Money(0, "USD")
    assert Money(19, "USD").share(500) == Money(1, "USD")


def test_dollars_and_yen_cannot_be_added():
    with pytest.raises(CurrencyMismatch):
        Money(100, "USD") + Money(100, "JPY")
    with pytest.raises(CurrencyMismatch):
        assert Money(100, "USD") < Money(100, "JPY")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("50", "USD", 5000), ("50.5", "USD", 5050), (" 50,05 ", "EUR", 5005), ("500", "JPY", 500), ("1.250", "KWD", 1250)],
)
def test_an_amount_is_read_as_people_type_it(text, currency, minor):
    assert money.parse(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("", "USD"), ("-1", "USD"), ("0.001", "USD"), ("1,000.50", "USD"), ("1e3", "USD"), ("NaN", "USD"), ("٣", "USD"),
     ("5.5", "JPY"), ("9" * 30, "USD"), ("5 0", "USD"), ("$5", "USD")],
)  # fmt: skip
def test_an_amount_that_could_mean_two_things_is_refused(text, currency):
    with pytest.raises(Invalid):
        money.parse(text, currency)


@pytest.mark.parametrize("minor", [-1, 0, 0.001, 50.0, float("nan"), True, "50", None, 2**63, 100_000_000, 49])
def test_an_amount_no_card_can_be_charged_is_refused(minor):
    with pytest.raises(Invalid):
        money.chargeable(minor, "USD")


def test_kuwaiti_dinars_are_charged_in_steps_of_ten():
    assert money.chargeable(1250, "KWD") == 1250
    with pytest.raises(Invalid):
        money.chargeable(1255, "KWD")


@pytest.mark.parametrize("code", ["usd", "XXX", "BTC", "", None, 5])
def test_a_currency_that_cannot_be_charged_is_refused(code):
    with pytest.raises(Invalid):
        money.find_currency(code)


@pytest.mark.parametrize(
    ("code", "minor", "sent"),
    [("USD", 5000, 5000), ("JPY", 500, 500), ("ISK", 500, 50000), ("UGX", 500, 50000), ("MGA", 50000, 500)],
)
def test_the_provider_writes_some_currencies_in_its_own_way(code, minor, sent):
    assert currencies()[code].to_provider(minor) == sent
    assert currencies()[code].from_provider(sent) == minor


@pytest.mark.parametrize("each", currencies().values(), ids=lambda each: each.code)
def test_what_can_be_charged_survives_the_way_to_the_provider_and_back(each):
    for minor in (each.smallest, each.largest - each.largest % each.step):
        assert money.chargeable(minor, each.code) == minor
        assert each.from_provider(each.to_provider(minor)) == minor


def test_iso_decides_the_decimals_where_cldr_differs():
    assert Money(1000, "RSD").decimal == Decimal("10.00")
    assert money.display(1050, "RSD", "en_US").endswith("10.50")


def test_amounts_are_shown_as_the_reader_writes_them():
    assert money.display(5000, "USD", "en_US") == "$50"
    assert money.display(123456, "USD", "en_US") == "$1,234.56"
    assert money.display(123456, "EUR", "de_DE") == "1.234,56\u00a0€"
    assert money.display(500, "JPY", "en_US") == "¥500"
