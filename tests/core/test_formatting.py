from datetime import UTC, date, datetime, timedelta

import pytest

from educrowd.core import formatting
from educrowd.core.currencies import currencies
from educrowd.core.current import BoundTenant, bound
from educrowd.core.money import exponent_of, parse

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def site():
    """A site of Berlin, which writes German and counts in euros."""
    tenant = BoundTenant(
        id=1, slug="linde", name="Linde", host="linde.test", origin="http://linde.test",
        locale="de-DE", timezone="Europe/Berlin", currency="EUR",
    )  # fmt: skip
    with bound(tenant):
        yield tenant


def test_money_is_written_as_the_site_writes_it(site):
    assert formatting.money(1_234_50, "EUR") == "1.234,50\xa0€"


def test_short_money_leaves_out_empty_cents_only(site):
    assert formatting.money(1_234_00, "EUR", short=True) == "1.234\xa0€"
    assert formatting.money(1_234_50, "EUR", short=True) == "1.234,50\xa0€"


def test_a_currency_without_cents_has_none():
    assert formatting.money(5_000, "JPY") == "¥5,000"


def test_a_currency_with_thousandths_has_three():
    assert formatting.money(1_234, "KWD") == "KWD1.234"


@pytest.mark.parametrize("currency", currencies())
def test_an_amount_has_the_decimals_its_currency_is_counted_in(currency):
    typed = "7" + (".89123"[: exponent + 1] if (exponent := exponent_of(currency)) else "")
    assert typed in formatting.money(parse(typed, currency), currency)


def test_a_lek_is_shown_with_its_hundredths_as_it_is_charged():
    assert formatting.money(1_234_56, "ALL") == "ALL1,234.56"


def test_a_day_is_the_day_at_the_site(site):
    assert "30. März 2026" in formatting.format_date(datetime(2026, 3, 29, 23, 0, tzinfo=UTC))


def test_a_day_without_a_time_stays_the_same_day(site):
    assert formatting.format_date(date(2026, 3, 29)) == '<time datetime="2026-03-29">29. März 2026</time>'


def test_a_moment_is_shown_in_the_sites_zone_and_kept_in_utc(site):
    written = formatting.format_datetime(NOON)
    assert "14:00" in written and 'datetime="2026-03-29T12:00:00+00:00"' in written


def test_how_long_ago_is_said_in_the_sites_language(site):
    assert "vor 3 Stunden" in formatting.ago(NOON - timedelta(hours=3), now=NOON)


def test_what_never_was_is_written_as_nothing():
    assert formatting.ago(None) == formatting.format_date(None) == formatting.format_datetime(None) == ""


def test_a_locale_that_nobody_knows_falls_back_to_english():
    tenant = BoundTenant(id=1, slug="x", name="X", host="x.test", origin="http://x.test", locale="xx-nonsense")
    with bound(tenant):
        assert formatting.locale_tag() == "en"


def test_arabic_runs_from_right_to_left():
    tenant = BoundTenant(id=1, slug="x", name="X", host="x.test", origin="http://x.test", locale="ar")
    with bound(tenant):
        assert formatting.text_direction() == "rtl"
