"""Lines of equal height around two peaks, as on a walker's map."""

import math

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, curve, path, sheet
from educrowd.core.colors import mix

LINES, SPOKES = 9, 22


def draw(random, colors, seed):
    """Draw the lines, the ground warmer toward the top, and a mark on it."""
    dark = random.random() < 0.4
    low, high = (colors.deep, colors.accent) if dark else (colors.paper, colors.soft)
    line = colors.soft if dark else colors.accent
    x, y = random.uniform(0.3, 0.7) * WIDTH, random.uniform(0.35, 0.65) * HEIGHT
    bumps = [(random.randint(2, 5), random.uniform(0, math.tau), random.uniform(0.06, 0.2)) for _ in range(3)]
    rings = [
        path(_ring(x, y, size, bumps), mix(high, low, step / LINES), f' stroke="{line}" stroke-width="2"')
        for step, size in enumerate(range(560, 560 - LINES * 60, -60))
    ]
    return sheet(low, [*rings, circle(x, y, 15, colors.pop)])


def _ring(x, y, size, bumps):
    points = []
    for spoke in range(SPOKES):
        angle = spoke * math.tau / SPOKES
        reach = size * (1 + sum(share * math.sin(times * angle + turn) for times, turn, share in bumps))
        points.append((x + reach * math.cos(angle) * 1.15, y + reach * math.sin(angle) * 0.78))
    return curve(points, closed=True)
