"""Small marks: a face for a person, a monogram for a site."""

import math

from educrowd.core.artwork.canvas import circle, path, rect, sheet
from educrowd.core.colors import brand, from_oklch

SIZE = 80
LOWER_CORNER = "M80 62a18 18 0 0 1-18 18h-12a30 30 0 0 1 30-30z"
UPPER_CORNER = "M62 0a18 18 0 0 1 18 18v12a30 30 0 0 1-30-30z"
SKIN_LIGHTNESS = (0.42, 0.54, 0.66, 0.78, 0.85)


def face(random, colors, seed):
    """Draw a head and shoulders in colors of the person's own."""
    ground, shirt, hair, skin = _person(random)
    x = random.choice([36, 40, 44])
    shapes = [
        path("M8 84a32 30 0 0 1 64 0z", shirt),
        rect(x - 7, 46, 14, 14, skin, ' rx="6"'),
        circle(x, 36, 17, skin),
        random.choice([_cap, _fringe, _bun, _long])(x, hair),
    ]
    return sheet(ground, shapes, SIZE, SIZE)


def monogram(random, colors, seed):
    """Draw a site's initial on its accent, with a corner of the answering color."""
    letter = next((sign for sign in seed if sign.isalnum()), "e").upper()
    tokens = brand(colors.brand, "light")
    corner = path(random.choice([LOWER_CORNER, UPPER_CORNER]), colors.pop)
    initial = (
        f'<text x="38" y="58" font-family="Georgia,serif" font-size="52" text-anchor="middle"'
        f' fill="{tokens.on_accent}">{letter}</text>'
    )
    tile = rect(0, 0, SIZE, SIZE, tokens.accent, ' rx="18"')
    return sheet("none", [tile, corner, initial], SIZE, SIZE)


def _person(random):
    hue = random.uniform(0, math.tau)
    return (
        from_oklch(0.88, 0.06, hue),
        from_oklch(0.5, 0.11, hue + random.choice([0.6, 2.4, math.pi])),
        random.choice(["#2b211c", "#4a3426", "#7b4a2a", "#c08a4a", "#8f8a86", "#1c1a1f"]),
        from_oklch(random.choice(SKIN_LIGHTNESS), 0.06, math.radians(55)),
    )


def _cap(x, hair):
    return path(f"M{x - 18} 36a18 19 0 0 1 36 0q-18-14-36 0z", hair)


def _fringe(x, hair):
    return path(f"M{x - 18} 38a18 20 0 0 1 36 0q-4-10-14-11q-14 0-22 11z", hair)


def _bun(x, hair):
    return circle(x, 14, 8, hair) + _cap(x, hair)


def _long(x, hair):
    return path(f"M{x - 19} 56v-20a19 20 0 0 1 38 0v20h-6v-20q-8-10-13-10q-8 0-13 10v20z", hair)
