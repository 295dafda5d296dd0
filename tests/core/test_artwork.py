from xml.etree import ElementTree

import pytest

from educrowd.core.artwork import KINDS, draw

ACCENT = "#b4451f"
SEEDS = [f"seed-{number}" for number in range(12)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_well_formed_small_and_loads_nothing(kind):
    for seed in SEEDS:
        picture = draw(kind, seed, ACCENT)
        ElementTree.fromstring(picture)
        assert len(picture) < 8_000
        assert "http" not in picture.replace("http://www.w3.org/2000/svg", "") and "<script" not in picture


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_always_gives_the_same_drawing(kind):
    assert draw(kind, "telescope", ACCENT) == draw(kind, "telescope", ACCENT)


@pytest.mark.parametrize("kind", ["course", "project", "post", "person"])
def test_seeds_give_different_drawings(kind):
    assert len({draw(kind, seed, ACCENT) for seed in SEEDS}) > len(SEEDS) / 2


def test_a_site_wears_its_initial_on_its_accent():
    picture = draw("site", "nell", ACCENT)
    assert ">N</text>" in picture and ACCENT in picture


@pytest.mark.parametrize("accent", ["#000000", "#ffffff", "#808080"])
def test_colors_without_a_hue_can_be_drawn_with(accent):
    ElementTree.fromstring(draw("course", "gray", accent))
