"""Pictures that we draw ourselves: the same for the same seed and accent, small, and cheap to draw.

A course is taught in shapes (tiles, orbits, forms), a project is a place one gets to (hills, towers, harbor),
a post is something found (contours, leaves, scales); people and sites have marks.
"""

from collections.abc import Callable
from functools import lru_cache
from random import Random

from educrowd.core.artwork import contours, forms, harbor, hills, leaves, marks, orbits, scales, tiles, towers
from educrowd.core.artwork.palette import palette

Style = Callable[..., str]

KINDS: dict[str, tuple[Style, ...]] = {
    "course": (tiles.draw, orbits.draw, forms.draw),
    "project": (hills.draw, towers.draw, harbor.draw),
    "post": (contours.draw, leaves.draw, scales.draw),
    "front": (tiles.draw, forms.draw, leaves.draw, orbits.draw, hills.draw),
    "person": (marks.face,),
    "site": (marks.monogram,),
}


@lru_cache(maxsize=2048)
def draw(kind: str, seed: str, accent: str) -> str:
    """Draw the picture of one of KINDS as SVG."""
    random = Random(f"{seed}/{kind}")
    style = random.choice(KINDS[kind])
    return style(random, palette(accent, random), seed)
