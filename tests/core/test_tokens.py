import re

import pytest

from educrowd.core.assets import STATIC
from educrowd.core.colors import PAGES, contrast

SOURCE = (STATIC / "css/tokens.css").read_text()
PAIRS = {name: colors for name, *colors in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", SOURCE)}
SCHEMES = ["light", "dark"]


def token(name, scheme):
    return PAIRS[name][SCHEMES.index(scheme)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_pages_of_the_brand_are_those_of_the_tokens(scheme):
    assert PAGES[scheme] == tuple(token(name, scheme) for name in ("canvas", "raised", "sunken"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3"])
def test_words_can_be_read_on_every_page(ink, scheme):
    assert min(contrast(token(ink, scheme), page) for page in PAGES[scheme]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", ["ok", "warn", "bad"])
def test_a_tone_can_be_read_on_its_own_ground(tone, scheme):
    assert contrast(token(tone, scheme), token(f"{tone}-soft", scheme)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edge_of_an_input_can_be_seen(scheme):
    assert min(contrast(token("line-strong", scheme), page) for page in PAGES[scheme]) >= 3
