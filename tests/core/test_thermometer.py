import pytest

from educrowd.core.money import Money
from educrowd.core.thermometer import scaled


def test_a_thermometer_shows_its_share_and_its_goals():
    scale = scaled(2_640_000, 2_000_000, [2_500_000, 3_500_000])
    assert scale.percent == 132
    assert [tick.passed for tick in scale.ticks] == [True, True, False]
    assert scale.filled == pytest.approx(75.43)


def test_a_goal_at_the_end_of_the_bar_needs_no_tick():
    assert scaled(100, 5_000).ticks == []


def test_a_thermometer_never_rounds_up_to_its_goal():
    assert scaled(499_999, 500_000).percent == 99


def test_money_is_laid_out_like_minor_units():
    assert scaled(Money(25_00, "EUR"), Money(100_00, "EUR")).percent == 25
