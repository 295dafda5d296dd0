"""Hills behind hills, and a sun above them: somewhere to get to."""

import math

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, curve, path, sheet
from educrowd.core.colors import mix

RANGES = 5


def draw(random, colors, seed):
    """Draw a sky, a sun and five ranges, each darker than the one behind it."""
    sky = random.choice([colors.paper, colors.sand, colors.soft])
    sun = circle(
        random.uniform(0.18, 0.82) * WIDTH,
        random.uniform(0.2, 0.42) * HEIGHT,
        random.randint(46, 92),
        colors.pop,
    )
    return sheet(sky, [sun, *(_range(random, colors, sky, place) for place in range(RANGES))])


def _range(random, colors, sky, place):
    near = (place + 1) / RANGES
    tone = mix(colors.accent, sky, near * 1.6) if near < 0.6 else mix(colors.deep, colors.accent, near * 2 - 1)
    base = HEIGHT * (0.34 + 0.14 * place)
    height, length, shift = random.uniform(22, 62), random.uniform(170, 420), random.uniform(0, math.tau)
    points = [(float(x), base + height * _wave(x / length + shift)) for x in range(-40, WIDTH + 81, 40)]
    return path(f"{curve(points)}V{HEIGHT}H-40Z", tone)


def _wave(turn):
    return math.sin(turn * 2) * 0.7 + math.sin(turn * 3.7 + 1) * 0.4
