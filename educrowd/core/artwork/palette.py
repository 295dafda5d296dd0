"""Colors that go together, grown from an accent."""

import math
from random import Random
from typing import NamedTuple

from educrowd.core.colors import from_oklch, to_oklch

SAND_HUE = math.radians(78)
DRIFT = math.radians(22)
POP_HUES = [math.radians(degrees) for degrees in (25, 45, 68, 88, 235)]
NEAR = math.radians(50)
GRAY_CHROMA = 0.02


class Palette(NamedTuple):
    """From the lightest to the darkest, one color that answers the accent, and the accent as given."""

    paper: str
    sand: str
    soft: str
    accent: str
    deep: str
    pop: str
    brand: str


def palette(accent: str, random: Random) -> Palette:
    """Return colors around an accent; each seed drifts a little from the next."""
    _, chroma, hue = to_oklch(accent)
    chroma = 0.02 if chroma < GRAY_CHROMA else min(max(chroma, 0.09), 0.16)
    hue += random.uniform(-DRIFT, DRIFT)
    return Palette(
        paper=from_oklch(0.945, 0.02, hue),
        sand=from_oklch(0.885, 0.045, SAND_HUE),
        soft=from_oklch(0.79, chroma * 0.5, hue),
        accent=from_oklch(0.56, chroma, hue),
        deep=from_oklch(0.31, chroma * 0.6, hue),
        pop=from_oklch(0.73, 0.135, random.choice(_apart_from(hue))),
        brand=accent,
    )


def _apart_from(hue):
    return [one for one in POP_HUES if abs(math.remainder(one - hue, math.tau)) > NEAR]
