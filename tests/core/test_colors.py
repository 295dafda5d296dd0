import os
from random import Random

import pytest

from educrowd.core.colors import PAGES, brand, contrast, from_oklch, is_color, stylesheet, to_oklch

# All 20,000 take half a minute: BRAND_COLORS=20000 pytest tests/core/test_colors.py
SAMPLE = int(os.environ.get("BRAND_COLORS", "600"))
EDGES = ["#000000", "#ffffff", "#777777", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff"]


def some_colors():
    random = Random(20_000)
    return [*EDGES, *(f"#{random.randrange(1 << 24):06x}" for _ in range(SAMPLE))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_accent_can_be_read(scheme):
    assert [color for color in some_colors() if weakest_pair(color, scheme) < 1] == []


def test_a_readable_accent_stays_as_it_is():
    assert brand("#0f6b4f", "light").accent == "#0f6b4f"


def test_a_pale_accent_keeps_its_hue():
    _, _, hue = to_oklch("#ffeb3b")
    _, _, moved = to_oklch(brand("#ffeb3b", "light").accent)
    assert moved == pytest.approx(hue, abs=0.05)


def test_black_on_white_is_the_greatest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_color_comes_back_from_its_lightness_chroma_and_hue():
    assert from_oklch(*to_oklch("#3a7bd5")) == "#3a7bd5"


def test_the_style_sheet_carries_both_schemes():
    assert "--accent: light-dark(#0f6b4f, " in stylesheet("#0f6b4f")


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#1234567", "", "#123456;}", "#123456\n"])
def test_only_six_digits_make_a_color(text):
    assert not is_color(text)


def weakest_pair(color, scheme):
    """The least of all ratios, as a share of what it must be."""
    tokens, pages = brand(color, scheme), PAGES[scheme]
    return min(
        *(contrast(tokens.accent, page) / 3 for page in pages),
        *(contrast(tokens.accent_text, page) / 4.5 for page in (*pages, tokens.accent_soft)),
        contrast(tokens.accent, tokens.on_accent) / 4.5,
        contrast(tokens.accent_strong, tokens.on_accent) / 4.5,
    )
